package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Behind;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Turns;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Turns by leases on {@code conserje.guest_queues}. Taking one is the system's business; what comes of it is recorded in the
 * tenant's scope. Every call is one statement.
 */
final class PostgresTurns implements Turns {

    /**
     * Hotels in turn: each guest's rank is how many its hotel would have in hand with it, and among equal ranks the dice
     * decide, so that no hotel's flood stands before another's one message. {@code hotels} hops over the index from hotel to
     * hotel, and finds with each when its first guest is due, so that what is dead before that one is passed once; {@code wanted} is read without locks and a few times larger than
     * asked for, so that those who claim at the same time find something beside each other.
     *
     * <p>{@code wanted} is the queue as this statement's snapshot has it, {@code due} as it stands under the lock: where they
     * differ, messages that the snapshot shows as pending may be over, and the guest is left for the next claim. Its rows are
     * found by their place alone: {@code pending > 0} would offer the index of all who are due, which on a queue that was short
     * when it was planned looks as good, and costs each of those places all of a long one.
     */
    static final String CLAIM = """
            with recursive hotels as (
              (select tenant_id, due_at from conserje.guest_queues where pending > 0 order by tenant_id, due_at limit 1)
              union all
              select n.tenant_id, n.due_at
              from hotels h
              cross join lateral (
                select q.tenant_id, q.due_at
                from conserje.guest_queues q
                where q.pending > 0 and q.tenant_id > h.tenant_id
                order by q.tenant_id, q.due_at
                limit 1
              ) n
            ), shares as materialized (
              select tenant_id, due_at, random() as dice,
                (select count(*)
                 from conserje.guest_queues f
                 where f.tenant_id = h.tenant_id and f.lease is not null and f.due_at > now()) as in_hand
              from hotels h
              where due_at <= now()
            ), wanted as materialized (
              select c.place, c.turns, s.in_hand + c.nth as rank, s.dice
              from shares s
              cross join lateral (
                select q.ctid as place, q.turns, row_number() over (order by q.due_at) as nth
                from conserje.guest_queues q
                where q.tenant_id = s.tenant_id and q.pending > 0 and q.due_at between s.due_at and now()
                order by q.due_at
                limit 1 + 4 * {0} / (select count(*) from shares)
              ) c
              order by rank, s.dice
              limit 4 * {0}
            ), due as (
              select q.ctid as place
              from wanted w
              join conserje.guest_queues q on q.ctid = w.place
              where q.turns = w.turns and q.pending <> 0 and q.due_at <= now()
              order by w.rank, w.dice
              limit {0}
              for update of q skip locked
            ), leased as (
              update conserje.guest_queues q
              set lease = gen_random_uuid(), due_at = now() + {1} * interval '1 microsecond'
              from due
              where q.ctid = due.place
              returning q.tenant_id, q.channel, q.guest, q.lease
            )
            select l.lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest, m.line, m.content_type, m.body,
              m.sent_at, m.failures
            from leased l
            cross join lateral (
              select *
              from conserje.inbox m
              where (m.tenant_id, m.channel, m.guest) = (l.tenant_id, l.channel, l.guest) and m.state = 'pending'
                and (m.not_before is null or m.not_before <= now())
              order by m.seq
              limit 1
            ) m
            order by m.seq
            """;

    private static final String CHANGE = """
            with held as (
              update conserje.guest_queues
              set\s""";

    /** The holder's row, while the lease lasts. */
    private static final String OF_HOLDER = """

              where tenant_id = {0} and channel = {1} and guest = {2} and lease = {3} and due_at > now()
              returning 1
            )""";

    /** How many messages of the guest, this one aside, wait alone for their retry. */
    private static final String OTHERS_POSTPONED = """
            (postponed - case when postponed = 0 then 0 else (
              select cast(count(*) as int)
              from conserje.inbox own
              where own.tenant_id = {0} and own.message_id = {4} and own.not_before is not null) end)""";

    /** When the first of those is due. */
    private static final String FIRST_OF_THOSE = """
            (select min(other.not_before)
             from conserje.inbox other
             where other.tenant_id = {0} and other.channel = {1} and other.guest = {2} and other.state = 'pending'
               and other.message_id <> {4})""";

    /** This message is over; whichever is next is due now, but for those that wait for their retry. */
    private static final String OVER =
            "pending = pending - 1, turns = turns + 1, lease = null, postponed = " + OTHERS_POSTPONED
                    + ", due_at = case when " + OTHERS_POSTPONED + " = 0 or pending - 1 > " + OTHERS_POSTPONED
                    + " then now() else coalesce(" + FIRST_OF_THOSE + ", now()) end";

    private static final String PAUSE = "now() + {8} * interval '1 microsecond'";

    /** This message and all behind it wait. */
    private static final String WAIT =
            "turns = turns + 1, lease = null, postponed = " + OTHERS_POSTPONED + ", due_at = " + PAUSE;

    /** This message waits; one that does not is due now. */
    private static final String GO_ON = "turns = turns + 1, lease = null, postponed = " + OTHERS_POSTPONED
            + " + 1, due_at = case when pending > " + OTHERS_POSTPONED + " + 1 then now() else least(" + PAUSE + ", "
            + FIRST_OF_THOSE + ") end";

    private static final String COUNT = "\nselect count(*) from held";

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    PostgresTurns(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    @Override
    public List<Turn> claim(int most, Duration lease) {
        ClaimBounds.check(most, lease);
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(DSL.resultQuery(CLAIM, DSL.val(most), Micros.of(lease))
                        .coerce(
                                GUEST_QUEUES.LEASE,
                                INBOX.TENANT_ID,
                                INBOX.MESSAGE_ID,
                                INBOX.CHANNEL,
                                INBOX.PROVIDER_ID,
                                INBOX.GUEST,
                                INBOX.LINE,
                                INBOX.CONTENT_TYPE,
                                INBOX.BODY,
                                INBOX.SENT_AT,
                                INBOX.FAILURES))
                .map(PostgresTurns::turn);
    }

    @Override
    public Outcome renew(Turn turn, Duration lease) {
        ClaimBounds.check(1, lease);
        return record(turn, "due_at = now() + {5} * interval '1 microsecond'", "", Micros.of(lease));
    }

    @Override
    public Outcome finish(Turn turn, List<Reply> replies) {
        return record(
                turn,
                OVER,
                """
                , ended as (
                  update conserje.inbox
                  set state = 'handled', ended_at = now()
                  where tenant_id = {0} and message_id = {4} and exists (select from held)
                ), said as (
                  insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, line, body)
                  select {0}, reply_id, {4}, {1}, {2}, {5}, body
                  from unnest({6}, {7}) with ordinality as t (reply_id, body, place)
                  where exists (select from held)
                  order by place
                )""",
                DSL.val(line(turn), String.class),
                Columns.ids(replies, reply -> ids.get()),
                Columns.texts(replies, Reply::text));
    }

    @Override
    public Outcome retry(Turn turn, Attempt failure, Duration after, Behind behind) {
        boolean goOn = behind == Behind.GO_ON;
        return record(
                turn,
                goOn ? GO_ON : WAIT,
                """
                , failed as (
                  update conserje.inbox
                  set failures = {5}, not_before = case when {9} then now() + {8} * interval '1 microsecond' end
                  where tenant_id = {0} and message_id = {4} and exists (select from held)
                  returning redrives
                ), noted as (
                  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
                  select {0}, {4}, redrives, {5}, {6}, {7}
                  from failed
                )""",
                DSL.val(failure.number()),
                DSL.val(failure.reason()),
                DSL.val(failure.cause()),
                Micros.of(after),
                DSL.inline(goOn));
    }

    @Override
    public Outcome bury(Turn turn, Attempt failure) {
        return record(turn, OVER, """
                , failed as (
                  update conserje.inbox
                  set state = 'failed', failures = {5}, ended_at = now()
                  where tenant_id = {0} and message_id = {4} and exists (select from held)
                  returning *
                ), noted as (
                  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
                  select {0}, {4}, redrives, {5}, {6}, {7}
                  from failed
                ), buried as (
                  insert into conserje.dlq_permanent_failures as d
                    (tenant_id, id, channel, message, reason, error, attempts)
                  select tenant_id, message_id, channel,
                    jsonb_build_object('provider_id', provider_id, 'guest', guest, 'line', line,
                      'content_type', content_type, 'body', body, 'sent_at', sent_at, 'received_at', received_at),
                    {6}, {7}, {5}
                  from failed
                  on conflict (tenant_id, id) do update
                  set state = 'buried', created_at = now(), reason = excluded.reason, error = excluded.error,
                    attempts = excluded.attempts, settled_at = null, settled_by = null, settled_why = null
                )""", DSL.val(failure.number()), DSL.val(failure.reason()), DSL.val(failure.cause()));
    }

    @Override
    public Outcome release(Turn turn, Duration after) {
        return record(turn, "lease = null, due_at = now() + {5} * interval '1 microsecond'", "", Micros.of(after));
    }

    /** @param more the values from {@code {5}} on */
    private Outcome record(Turn turn, String queue, String rest, QueryPart... more) {
        List<QueryPart> parts = new ArrayList<>(List.of(
                DSL.val(turn.tenant().value()),
                DSL.val(turn.message().guest().channel().name()),
                DSL.val(turn.message().guest().address()),
                DSL.val(turn.lease()),
                DSL.val(turn.id().value())));
        parts.addAll(List.of(more));
        int held = transactions
                .each(turn.tenant())
                .fetch(DSL.resultQuery(CHANGE + queue + OF_HOLDER + rest + COUNT, parts.toArray(QueryPart[]::new))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
        return held == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    private static @Nullable String line(Turn turn) {
        HotelLine line = turn.message().line();
        return line == null ? null : line.value();
    }

    private static Turn turn(Record row) {
        String line = row.get(INBOX.LINE);
        return new Turn(
                new TenantId(row.get(INBOX.TENANT_ID)),
                new MessageId(row.get(INBOX.MESSAGE_ID)),
                new InboundMessage(
                        new ProviderMessageId(row.get(INBOX.PROVIDER_ID)),
                        new GuestRef(new Channel(row.get(INBOX.CHANNEL)), row.get(INBOX.GUEST)),
                        line == null ? null : new HotelLine(line),
                        Contents.of(row.get(INBOX.CONTENT_TYPE), row.get(INBOX.BODY)),
                        row.get(INBOX.SENT_AT).toInstant()),
                row.get(INBOX.FAILURES),
                row.get(GUEST_QUEUES.LEASE));
    }
}
