package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.GUEST_QUEUES;
import static io.conserje.postgres.schema.Tables.INBOX;

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
import org.jooq.Field;
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
     * {@code seen} is the queue as this statement's snapshot has it, {@code due} as it stands under the lock: where they
     * differ, messages that the snapshot shows as pending may be over, and the guest is left for the next claim.
     */
    private static final String CLAIM = """
            with due as (
              select tenant_id, channel, guest, turns
              from conserje.guest_queues
              where pending > 0 and due_at <= now()
              order by due_at
              limit {0}
              for update skip locked
            ), leased as (
              update conserje.guest_queues q
              set lease = gen_random_uuid(), due_at = now() + {1} * interval '1 microsecond'
              from due join conserje.guest_queues seen using (tenant_id, channel, guest, turns)
              where (q.tenant_id, q.channel, q.guest) = (due.tenant_id, due.channel, due.guest)
              returning q.tenant_id, q.channel, q.guest, q.lease
            )
            select l.lease, m.tenant_id, m.message_id, m.channel, m.provider_id, m.guest, m.line, m.content_type, m.body,
              m.sent_at, m.failures
            from leased l
            cross join lateral (
              select *
              from conserje.inbox m
              where (m.tenant_id, m.channel, m.guest) = (l.tenant_id, l.channel, l.guest) and m.state = 'pending'
              order by m.seq
              limit 1
            ) m
            order by m.seq
            """;

    /** The holder's row, while the lease lasts. */
    private static final String HELD = """
            with held as (
              update conserje.guest_queues
              set {4}
              where tenant_id = {0} and channel = {1} and guest = {2} and lease = {3} and due_at > now()
              returning 1
            )""";

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
                .eachForSystem()
                .fetch(DSL.resultQuery(CLAIM, DSL.val(most), micros(lease))
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
        return record(turn, DSL.sql("due_at = now() + {0} * interval '1 microsecond'", micros(lease)), "");
    }

    @Override
    public Outcome finish(Turn turn, List<Reply> replies) {
        return record(
                turn,
                DSL.sql("pending = pending - 1, turns = turns + 1, lease = null, due_at = now()"),
                """
                , ended as (
                  update conserje.inbox
                  set state = 'handled', ended_at = now()
                  where tenant_id = {0} and message_id = {5} and exists (select from held)
                ), said as (
                  insert into conserje.replies (tenant_id, reply_id, message_id, channel, guest, line, body)
                  select {0}, reply_id, {5}, {1}, {2}, {6}, body
                  from unnest({7}, {8}) with ordinality as t (reply_id, body, place)
                  where exists (select from held)
                  order by place
                )""",
                DSL.val(turn.id().value()),
                DSL.val(line(turn), String.class),
                DSL.val(replies.stream().map(reply -> ids.get()).toArray(UUID[]::new)),
                DSL.val(replies.stream().map(Reply::text).toArray(String[]::new)));
    }

    @Override
    public Outcome retry(Turn turn, Attempt failure, Duration after) {
        return record(
                turn,
                DSL.sql(
                        "turns = turns + 1, lease = null, due_at = now() + {0} * interval '1 microsecond'",
                        micros(after)),
                """
                , failed as (
                  update conserje.inbox
                  set failures = {6}
                  where tenant_id = {0} and message_id = {5} and exists (select from held)
                ), noted as (
                  insert into conserje.inbox_attempts (tenant_id, message_id, number, reason, cause)
                  select {0}, {5}, {6}, {7}, {8}
                  where exists (select from held)
                )""",
                attempt(turn, failure));
    }

    @Override
    public Outcome bury(Turn turn, Attempt failure) {
        return record(
                turn,
                DSL.sql("pending = pending - 1, turns = turns + 1, lease = null, due_at = now()"),
                """
                , failed as (
                  update conserje.inbox
                  set state = 'failed', failures = {6}, ended_at = now()
                  where tenant_id = {0} and message_id = {5} and exists (select from held)
                  returning *
                ), noted as (
                  insert into conserje.inbox_attempts (tenant_id, message_id, number, reason, cause)
                  select {0}, {5}, {6}, {7}, {8}
                  where exists (select from held)
                ), buried as (
                  insert into conserje.dlq_permanent_failures
                    (tenant_id, id, channel, message, reason, error, attempts)
                  select tenant_id, message_id, channel,
                    jsonb_build_object('provider_id', provider_id, 'guest', guest, 'line', line,
                      'content_type', content_type, 'body', body, 'sent_at', sent_at, 'received_at', received_at),
                    {7}, {8}, {6}
                  from failed
                )""",
                attempt(turn, failure));
    }

    @Override
    public Outcome release(Turn turn) {
        return record(turn, DSL.sql("lease = null, due_at = now()"), "");
    }

    private Outcome record(Turn turn, QueryPart queue, String rest, QueryPart... more) {
        List<QueryPart> parts = new ArrayList<>(List.of(
                DSL.val(turn.tenant().value()),
                DSL.val(turn.message().guest().channel().name()),
                DSL.val(turn.message().guest().address()),
                DSL.val(turn.lease()),
                queue));
        parts.addAll(List.of(more));
        int held = transactions
                .each(turn.tenant())
                .fetch(DSL.resultQuery(HELD + rest + COUNT, parts.toArray(QueryPart[]::new))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
        return held == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    private static QueryPart[] attempt(Turn turn, Attempt failure) {
        return new QueryPart[] {
            DSL.val(turn.id().value()), DSL.val(failure.number()), DSL.val(failure.reason()), DSL.val(failure.cause())
        };
    }

    private static Field<Long> micros(Duration duration) {
        return DSL.val(duration.toNanos() / 1000);
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
