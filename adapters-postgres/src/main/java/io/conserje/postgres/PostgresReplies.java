package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.REPLIES;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Replies in {@code conserje.replies}. Taking them is the system's business; what comes of one is the tenant's. */
final class PostgresReplies implements Replies {

    /**
     * The first pending reply of a guest is the only one that may go: one that is leased is pending, and holds the others back. As
     * with turns, "the first" is said by an order that one index has, and rows are found again by their place.
     */
    static final String CLAIM = """
            with due as (
              select r.ctid as place
              from conserje.replies r
              where state = 'pending' and due_at <= now()
                and seq = (
                  select e.seq
                  from conserje.replies e
                  where (e.tenant_id, e.channel, e.guest) = (r.tenant_id, r.channel, r.guest) and e.state = 'pending'
                  order by e.seq
                  limit 1)
              order by due_at
              limit {0}
              for update skip locked
            ), leased as (
              update conserje.replies r
              set lease = gen_random_uuid(), due_at = now() + {1} * interval '1 microsecond'
              from due
              where r.ctid = due.place
              returning r.*
            )
            select tenant_id, reply_id, channel, guest, line, body, failures, lease
            from leased
            order by seq
            """;

    private static final Field<OffsetDateTime> NOW = DSL.field("now()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private final Transactions transactions;

    PostgresReplies(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<OutboundReply> claim(int most, Duration lease) {
        ClaimBounds.check(most, lease);
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(DSL.resultQuery(CLAIM, DSL.val(most), Micros.of(lease))
                        .coerce(
                                REPLIES.TENANT_ID,
                                REPLIES.REPLY_ID,
                                REPLIES.CHANNEL,
                                REPLIES.GUEST,
                                REPLIES.LINE,
                                REPLIES.BODY,
                                REPLIES.FAILURES,
                                REPLIES.LEASE))
                .map(PostgresReplies::reply);
    }

    @Override
    public Outcome renew(OutboundReply reply, Duration lease) {
        ClaimBounds.check(1, lease);
        return record(reply, DSL.update(REPLIES).set(REPLIES.DUE_AT, after(lease)));
    }

    @Override
    public Outcome release(OutboundReply reply) {
        return record(reply, DSL.update(REPLIES).set(REPLIES.DUE_AT, NOW).setNull(REPLIES.LEASE));
    }

    @Override
    public Outcome sent(OutboundReply reply, String providerId) {
        return record(reply, ended("sent").set(REPLIES.PROVIDER_ID, providerId));
    }

    @Override
    public Outcome retry(OutboundReply reply, String cause, Duration after) {
        return record(
                reply,
                DSL.update(REPLIES)
                        .set(REPLIES.FAILURES, REPLIES.FAILURES.plus(1))
                        .set(REPLIES.CAUSE, cause)
                        .setNull(REPLIES.LEASE)
                        .set(REPLIES.DUE_AT, after(after)));
    }

    @Override
    public Outcome refuse(OutboundReply reply, String cause) {
        return record(reply, ended("refused").set(REPLIES.CAUSE, cause));
    }

    private static UpdateSetMoreStep<Record> ended(String state) {
        return DSL.update(REPLIES)
                .set(REPLIES.STATE, state)
                .set(REPLIES.ENDED_AT, NOW)
                .setNull(REPLIES.LEASE);
    }

    private static Field<OffsetDateTime> after(Duration pause) {
        return DSL.field("now() + {0} * interval '1 microsecond'", SQLDataType.TIMESTAMPWITHTIMEZONE, Micros.of(pause));
    }

    private Outcome record(OutboundReply reply, UpdateSetMoreStep<Record> change) {
        int changed = transactions
                .each(reply.tenant())
                .execute(change.where(REPLIES.TENANT_ID.eq(reply.tenant().value()))
                        .and(REPLIES.REPLY_ID.eq(reply.id()))
                        .and(REPLIES.STATE.eq("pending"))
                        .and(REPLIES.LEASE.eq(reply.lease()))
                        .and(REPLIES.DUE_AT.gt(NOW)));
        return changed == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    private static OutboundReply reply(Record row) {
        String line = row.get(REPLIES.LINE);
        return new OutboundReply(
                row.get(REPLIES.REPLY_ID),
                new TenantId(row.get(REPLIES.TENANT_ID)),
                new GuestRef(new Channel(row.get(REPLIES.CHANNEL)), row.get(REPLIES.GUEST)),
                line == null ? null : new HotelLine(line),
                new Reply(row.get(REPLIES.BODY)),
                row.get(REPLIES.FAILURES),
                row.get(REPLIES.LEASE));
    }
}
