package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Inbox.Acceptance;
import io.conserje.application.messaging.Intake.Arrival;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.postgres.tx.Statements;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Makes a batch of messages durable by one statement, in whatever scope it is given. */
final class Accepting {

    /**
     * The places in the queue are drawn in the order of the input; the rows go in by their keys, so that two batches which
     * overlap wait for each other in one direction only. A guest's queue grows by what was new, and by that alone.
     */
    private static final String ACCEPT = """
            with incoming as (
              select *, nextval('conserje.inbox_seq_seq') as seq
              from (
                select *
                from unnest({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8})
                  with ordinality as t
                    (tenant_id, message_id, channel, provider_id, guest, line, content_type, body, sent_at, place)
                order by place
              ) delivered
            ), added as (
              insert into conserje.inbox
                (tenant_id, message_id, seq, channel, provider_id, guest, line, content_type, body, sent_at)
              overriding system value
              select tenant_id, message_id, seq, channel, provider_id, guest, line, content_type, body, sent_at
              from incoming
              order by tenant_id, channel, provider_id, place
              on conflict (tenant_id, channel, provider_id) do nothing
              returning tenant_id, message_id, channel, guest, seq
            ), queued as (
              insert into conserje.guest_queues as q (tenant_id, channel, guest, waiting)
              select tenant_id, channel, guest, array_agg(message_id order by seq)
              from added
              group by tenant_id, channel, guest
              order by tenant_id, channel, guest
              on conflict (tenant_id, channel, guest) do update
              set waiting = q.waiting || excluded.waiting,
                due_at = case when q.postponed > 0 and q.lease is null then least(q.due_at, now()) else q.due_at end
            )
            select message_id from added
            """;

    private final Statements statements;
    private final Supplier<UUID> ids;

    Accepting(Statements statements, Supplier<UUID> ids) {
        this.statements = statements;
        this.ids = ids;
    }

    List<Acceptance> accept(List<Arrival> arrivals) {
        if (arrivals.isEmpty()) {
            return List.of();
        }
        List<UUID> fresh = arrivals.stream().map(arrival -> ids.get()).toList();
        Set<UUID> added =
                new HashSet<>(statements.fetch(accepting(arrivals, fresh)).getValues(INBOX.MESSAGE_ID));
        List<Acceptance> acceptances = new ArrayList<>(fresh.size());
        for (UUID id : fresh) {
            acceptances.add(
                    added.contains(id) ? new Acceptance.Accepted(new MessageId(id)) : new Acceptance.Duplicate());
        }
        return acceptances;
    }

    private static ResultQuery<Record1<UUID>> accepting(List<Arrival> arrivals, List<UUID> fresh) {
        List<InboundMessage> messages = arrivals.stream().map(Arrival::message).toList();
        List<GuestRef> guests = messages.stream().map(InboundMessage::guest).toList();
        return DSL.resultQuery(
                        ACCEPT,
                        Columns.texts(arrivals, arrival -> arrival.tenant().value()),
                        Columns.ids(fresh, Function.identity()),
                        Columns.texts(guests, guest -> guest.channel().name()),
                        Columns.texts(messages, message -> message.providerId().value()),
                        Columns.texts(guests, GuestRef::address),
                        Columns.texts(messages, Accepting::line),
                        Columns.texts(messages, message -> Contents.type(message.content())),
                        Columns.texts(messages, message -> Contents.body(message.content())),
                        Columns.times(messages, message -> message.sentAt().atOffset(ZoneOffset.UTC)))
                .coerce(INBOX.MESSAGE_ID);
    }

    private static @Nullable String line(InboundMessage message) {
        return message.line() == null ? null : message.line().value();
    }
}
