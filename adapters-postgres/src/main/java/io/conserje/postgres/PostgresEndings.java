package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.postgres.tx.Transactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Ends of several hotels in one statement and one commit, in the system scope, which may end pending messages as handled and add
 * replies that are to be sent.
 */
final class PostgresEndings implements Endings {

    /**
     * The queues are locked by their keys, as deliveries lock them: whoever overlaps waits in one direction only. What remains of
     * a queue is as {@link PostgresTurns} leaves it. A message is looked for as the first of those from its id on: only the key
     * has that order, where "with that id" could be read by any index that begins with the hotel.
     */
    static final String FINISH = """
            with ended as (
              select *
              from unnest({0}, {1}, {2}, {3}, {4}) as t (tenant_id, message_id, channel, guest, lease)
            ), held as (
              select q.tenant_id, q.channel, q.guest, e.message_id, array_remove(q.waiting, e.message_id) as rest,
                q.postponed - case when q.postponed = 0 then 0 else (
                  select cast(count(*) as int)
                  from (
                    select message_id, not_before
                    from conserje.inbox
                    where tenant_id = e.tenant_id and message_id >= e.message_id
                    order by message_id
                    limit 1
                  ) own
                  where own.message_id = e.message_id and own.not_before is not null) end
                  as others
              from ended e
              join conserje.guest_queues q
                on (q.tenant_id, q.channel, q.guest) = (e.tenant_id, e.channel, e.guest)
              where q.lease = e.lease and q.leased_until > now()
              order by q.tenant_id, q.channel, q.guest
              for update of q
            ), next as (
              update conserje.guest_queues q
              set lease = null, leased_until = null, turns = q.turns + 1, waiting = h.rest, postponed = h.others,
                due_at = case when h.others = 0 or cardinality(h.rest) > h.others then now() else coalesce((
                  select min(other.not_before)
                  from unnest(h.rest) as w (message_id)
                  cross join lateral (
                    select message_id, not_before
                    from conserje.inbox
                    where tenant_id = h.tenant_id and message_id >= w.message_id
                    order by message_id
                    limit 1
                  ) other
                  where other.message_id = w.message_id), now()) end
              from held h
              where (q.tenant_id, q.channel, q.guest) = (h.tenant_id, h.channel, h.guest) and cardinality(h.rest) > 0
            ), gone as (
              delete from conserje.guest_queues q
              using held h
              where (q.tenant_id, q.channel, q.guest) = (h.tenant_id, h.channel, h.guest) and cardinality(h.rest) = 0
            ), over as (
              update conserje.inbox m
              set state = 'handled', ended_at = now()
              from (
                select i.place
                from held h
                cross join lateral (
                  select ctid as place, message_id
                  from conserje.inbox
                  where tenant_id = h.tenant_id and message_id >= h.message_id
                  order by message_id
                  limit 1
                ) i
                where i.message_id = h.message_id
              ) own
              where m.ctid = own.place
            ), said as (
              insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, line, body)
              select h.tenant_id, r.reply_id, h.message_id, h.channel, h.guest, r.line, r.body
              from unnest({5}, {6}, {7}, {8}) with ordinality as r (message_id, reply_id, line, body, place)
              join held h on h.message_id = r.message_id
              order by r.place
            )
            select message_id from held
            """;

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    PostgresEndings(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public List<Outcome> finish(List<Ending> endings) {
        if (endings.isEmpty()) {
            return List.of();
        }
        Set<UUID> held = new HashSet<>(
                transactions.eachForSystem().fetch(finishing(endings)).getValues(INBOX.MESSAGE_ID));
        return endings.stream()
                .map(ending -> held.contains(ending.turn().id().value()) ? Outcome.RECORDED : Outcome.LOST)
                .toList();
    }

    private ResultQuery<Record1<UUID>> finishing(List<Ending> endings) {
        List<Turn> turns = endings.stream().map(Ending::turn).toList();
        List<GuestRef> guests =
                turns.stream().map(turn -> turn.message().guest()).toList();
        List<Saying> sayings = sayings(endings);
        return DSL.resultQuery(
                        FINISH,
                        Columns.texts(turns, turn -> turn.tenant().value()),
                        Columns.ids(turns, turn -> turn.id().value()),
                        Columns.texts(guests, guest -> guest.channel().name()),
                        Columns.texts(guests, GuestRef::address),
                        Columns.ids(turns, Turn::lease),
                        Columns.ids(sayings, Saying::message),
                        Columns.ids(sayings, saying -> ids.get()),
                        Columns.texts(sayings, Saying::line),
                        Columns.texts(sayings, saying -> saying.reply().text()))
                .coerce(INBOX.MESSAGE_ID);
    }

    /** A reply, and to which message. */
    private record Saying(UUID message, @Nullable String line, Reply reply) {}

    private static List<Saying> sayings(List<Ending> endings) {
        List<Saying> sayings = new ArrayList<>();
        for (Ending ending : endings) {
            HotelLine line = ending.turn().message().line();
            for (Reply reply : ending.replies()) {
                sayings.add(new Saying(ending.turn().id().value(), line == null ? null : line.value(), reply));
            }
        }
        return sayings;
    }
}
