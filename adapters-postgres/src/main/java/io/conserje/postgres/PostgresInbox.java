package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Inbox;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Statements;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** One tenant's messages in {@code conserje.inbox}; a batch is accepted by one statement. */
final class PostgresInbox implements Inbox {

    /** Order of the input is order of {@code seq}; a guest's queue grows by what was new. */
    private static final String ACCEPT = """
            with incoming as (
              select *
              from unnest({1}, {2}, {3}, {4}, {5}, {6}, {7}, {8})
                with ordinality as t (message_id, channel, provider_id, guest, line, content_type, body, sent_at, place)
            ), added as (
              insert into conserje.inbox
                (tenant_id, message_id, channel, provider_id, guest, line, content_type, body, sent_at)
              select {0}, message_id, channel, provider_id, guest, line, content_type, body, sent_at
              from incoming
              order by place
              on conflict (tenant_id, channel, provider_id) do nothing
              returning message_id, channel, guest
            ), queued as (
              insert into conserje.guest_queues as q (tenant_id, channel, guest, pending)
              select {0}, channel, guest, count(*)
              from added
              group by channel, guest
              order by channel, guest
              on conflict (tenant_id, channel, guest) do update set pending = q.pending + excluded.pending
            )
            select message_id from added
            """;

    private final TenantId tenant;
    private final Statements statements;
    private final Supplier<UUID> ids;

    PostgresInbox(TenantId tenant, Statements statements, Supplier<UUID> ids) {
        this.tenant = tenant;
        this.statements = statements;
        this.ids = ids;
    }

    @Override
    public List<Acceptance> accept(List<InboundMessage> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        List<UUID> fresh = messages.stream().map(message -> ids.get()).toList();
        Set<UUID> added = new HashSet<>(statements
                .fetch(DSL.resultQuery(
                                ACCEPT,
                                DSL.val(tenant.value()),
                                DSL.val(fresh.toArray(UUID[]::new)),
                                texts(
                                        messages,
                                        message -> message.guest().channel().name()),
                                texts(messages, message -> message.providerId().value()),
                                texts(messages, message -> message.guest().address()),
                                DSL.val(messages.stream()
                                        .map(message -> message.line() == null
                                                ? null
                                                : message.line().value())
                                        .toArray(String[]::new)),
                                texts(messages, message -> Contents.type(message.content())),
                                texts(messages, message -> Contents.body(message.content())),
                                DSL.val(messages.stream()
                                        .map(message -> message.sentAt().atOffset(ZoneOffset.UTC))
                                        .toArray(OffsetDateTime[]::new)))
                        .coerce(INBOX.MESSAGE_ID))
                .getValues(INBOX.MESSAGE_ID));
        List<Acceptance> acceptances = new ArrayList<>(fresh.size());
        for (UUID id : fresh) {
            acceptances.add(
                    added.contains(id) ? new Acceptance.Accepted(new MessageId(id)) : new Acceptance.Duplicate());
        }
        return acceptances;
    }

    @Override
    public Optional<Progress> progressOf(Channel channel, ProviderMessageId id) {
        return statements
                .fetch(DSL.select(INBOX.STATE)
                        .from(INBOX)
                        .where(INBOX.TENANT_ID.eq(tenant.value()))
                        .and(INBOX.CHANNEL.eq(channel.name()))
                        .and(INBOX.PROVIDER_ID.eq(id.value())))
                .stream()
                .findFirst()
                .map(row -> Progress.valueOf(row.value1().toUpperCase(Locale.ROOT)));
    }

    private static Field<String[]> texts(List<InboundMessage> messages, Function<InboundMessage, String> part) {
        return DSL.val(messages.stream().map(part).toArray(String[]::new));
    }
}
