package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.INBOX;

import io.conserje.application.messaging.Endings;
import io.conserje.application.messaging.Endings.Ending;
import io.conserje.application.messaging.LaterMessages;
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
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Turns by leases on {@code conserje.guest_queues}. Taking one is the system's business, and so is ending it as handled, together
 * with others ({@link PostgresEndings}); whatever else comes of it is recorded in the tenant's scope. Every call is one statement.
 */
final class PostgresTurns implements Turns {

    /**
     * Hotels in turn: each guest's rank is the place among its hotel's, those in hand before it counted, and among equal ranks
     * chance decides, so that no hotel's flood stands before another's one message. {@code hotels} hops over the index from hotel to
     * hotel, and finds with each where its guests begin, so that what is dead before them is passed once; {@code shares} steps over
     * those in hand to the first who is not. {@code wanted} is read without locks and a few times larger than asked for, so that
     * those who claim at the same time find something beside each other. That no hotel's id is empty is said for the planner: only
     * where it is said can the index of those who are due be used.
     *
     * <p>{@code wanted} is the queue as this statement's snapshot has it, {@code due} as it stands under the lock: where their
     * {@code turns} differ, what waits may have come after the snapshot, which does not show it, and the guest is left for the next claim. Its rows are
     * found by their place alone: a condition that the index of those who are due could serve would cost each of those places all of a
     * long queue, where it was planned on a short one. Nor is a message looked for by its id, but as the first from its id on, which
     * is an order that only the key has: an equation could be met by reading all of the hotel's.
     */
    static final String CLAIM = """
            with recursive hotels as (
              (select tenant_id, due_at from conserje.guest_queues where tenant_id <> '' order by tenant_id, due_at limit 1)
              union all
              select n.tenant_id, n.due_at
              from hotels h
              cross join lateral (
                select q.tenant_id, q.due_at
                from conserje.guest_queues q
                where q.tenant_id > h.tenant_id and q.tenant_id <> ''
                order by q.tenant_id, q.due_at
                limit 1
              ) n
            ), shares as materialized (
              select h.tenant_id, f.due_at, f.in_hand, random() as tiebreak
              from hotels h
              cross join lateral (
                select o.due_at, o.nth - 1 as in_hand
                from (
                  select q.due_at, q.leased_until, row_number() over (order by q.due_at) as nth
                  from conserje.guest_queues q
                  where q.tenant_id = h.tenant_id and q.tenant_id <> '' and q.due_at between h.due_at and now()
                ) o
                where o.leased_until is null or o.leased_until <= now()
                order by o.due_at
                limit 1
              ) f
            ), wanted as materialized (
              select c.place, c.turns, s.in_hand + c.nth as rank, s.tiebreak
              from shares s
              cross join lateral (
                select o.place, o.turns, o.nth
                from (
                  select q.ctid as place, q.turns, q.due_at, q.leased_until, row_number() over (order by q.due_at) as nth
                  from conserje.guest_queues q
                  where q.tenant_id = s.tenant_id and q.tenant_id <> '' and q.due_at between s.due_at and now()
                ) o
                where o.leased_until is null or o.leased_until <= now()
                order by o.due_at
                limit 1 + 4 * {0} / (select count(*) from shares)
              ) c
              order by rank, s.tiebreak
              limit 4 * {0}
            ), due as (
              select q.ctid as place
              from wanted w
              join conserje.guest_queues q on q.ctid = w.place
              where q.turns = w.turns and coalesce(q.leased_until, q.due_at) <= now()
              order by w.rank, w.tiebreak
              limit {0}
              for update of q skip locked
            ), leased as (
              update conserje.guest_queues q
              set lease = gen_random_uuid(), leased_until = now() + {1} * interval '1 microsecond'
              from due
              where q.ctid = due.place
              returning q.tenant_id, q.lease, q.waiting, q.postponed
            )
            select l.lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest, m.line, m.content_type, m.body,
              m.sent_at, m.failures
            from leased l
            cross join lateral (
              select m.*
              from unnest(l.waiting) with ordinality as w (message_id, nth)
              cross join lateral (
                select *
                from conserje.inbox
                where tenant_id = l.tenant_id and message_id >= w.message_id
                order by message_id
                limit 1
              ) m
              where m.message_id = w.message_id and (l.postponed = 0 or m.not_before is null or m.not_before <= now())
              order by w.nth
              limit 1
            ) m
            order by m.seq
            """;

    /** The holder's row, while the lease lasts: what else waits there, and how many of those wait alone for their retry. */
    private static final String HELD = """
            with held as (
              select tenant_id, channel, guest, array_remove(waiting, {4}) as rest,
                postponed - case when postponed = 0 then 0 else (
                  select cast(count(*) as int)
                  from conserje.inbox own
                  where own.tenant_id = {0} and own.message_id = {4} and own.not_before is not null) end as others
              from conserje.guest_queues
              where tenant_id = {0} and channel = {1} and guest = {2} and lease = {3} and leased_until > now()
              for update
            ), changed as (
              update conserje.guest_queues q
              set\s""";

    private static final String OF_HOLDER = """

              from held
              where (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest)""";

    /** When the first of those who wait alone is due. */
    private static final String FIRST_OF_THEM = """
            (select min(other.not_before)
             from unnest(held.rest) as w (message_id)
             join conserje.inbox other on other.tenant_id = {0} and other.message_id = w.message_id)""";

    private static final String FREE = "lease = null, leased_until = null, ";

    /** This message is over; whichever is next is due now, but for those that wait for their retry. */
    private static final String OVER = FREE
            + "turns = q.turns + 1, waiting = held.rest, postponed = held.others, due_at = case"
            + " when held.others = 0 or cardinality(held.rest) > held.others then now() else coalesce(" + FIRST_OF_THEM
            + ", now()) end";

    /** A guest's row goes with the last message. */
    private static final String OR_GONE = """
             and cardinality(held.rest) > 0
            ), gone as (
              delete from conserje.guest_queues q
              using held
              where (q.tenant_id, q.channel, q.guest) = (held.tenant_id, held.channel, held.guest) and cardinality(held.rest) = 0""";

    private static final String PAUSE = "now() + {8} * interval '1 microsecond'";

    /** This message and all behind it wait. */
    private static final String WAIT = FREE + "turns = q.turns + 1, postponed = held.others, due_at = " + PAUSE;

    /** This message waits; one that does not is due now. */
    private static final String GO_ON = FREE + "turns = q.turns + 1, postponed = held.others + 1, due_at = case"
            + " when cardinality(held.rest) > held.others then now() else least(" + PAUSE + ", " + FIRST_OF_THEM
            + ") end";

    private static final String COUNT = "\n)\nselect count(*) from held";

    private final Transactions transactions;
    private final Endings endings;

    PostgresTurns(Transactions transactions, Endings endings) {
        this.transactions = transactions;
        this.endings = endings;
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
        return record(turn, "leased_until = now() + {5} * interval '1 microsecond'", "", Micros.of(lease));
    }

    @Override
    public Outcome finish(Turn turn, List<Reply> replies) {
        return endings.finish(List.of(new Ending(turn, replies))).getFirst();
    }

    @Override
    public Outcome retry(Turn turn, Attempt failure, Duration after, LaterMessages laterMessages) {
        boolean goOn = laterMessages == LaterMessages.GO_ON;
        return record(
                turn,
                goOn ? GO_ON : WAIT,
                """
                ), failed as (
                  update conserje.inbox
                  set failures = {5}, not_before = case when {9} then now() + {8} * interval '1 microsecond' end
                  where tenant_id = {0} and message_id = {4} and exists (select from held)
                  returning redrives
                ), noted as (
                  insert into conserje.inbox_attempts (tenant_id, message_id, round, number, reason, cause)
                  select {0}, {4}, redrives, {5}, {6}, {7}
                  from failed""",
                DSL.val(failure.number()),
                DSL.val(failure.reason()),
                DSL.val(failure.cause()),
                Micros.of(after),
                DSL.inline(goOn));
    }

    @Override
    public Outcome deadLetter(Turn turn, Attempt failure) {
        return record(
                turn,
                OVER,
                OR_GONE + """
                ), failed as (
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
                    attempts = excluded.attempts, settled_at = null, settled_by = null, settled_why = null""",
                DSL.val(failure.number()),
                DSL.val(failure.reason()),
                DSL.val(failure.cause()));
    }

    @Override
    public Outcome release(Turn turn, Duration after) {
        String due = after.isZero() ? "due_at = q.due_at" : "due_at = now() + {5} * interval '1 microsecond'";
        return record(turn, FREE + due, "", Micros.of(after));
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
                .fetch(DSL.resultQuery(HELD + queue + OF_HOLDER + rest + COUNT, parts.toArray(QueryPart[]::new))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
        return held == 1 ? Outcome.RECORDED : Outcome.LOST;
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
