package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.REPLIES;

import io.conserje.application.messaging.ClaimBounds;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.List;
import org.jooq.Record;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;

/**
 * Replies in {@code conserje.replies}. Claims run in the system scope, and outcomes are recorded in the scope of the
 * hotel.
 */
public final class PostgresReplies implements Replies {

    private static final String PENDING = "pending";

    record Claim(int limit, Duration lease) {}

    /**
     * Only the first pending reply of a guest may be claimed. A leased reply is pending too, and holds the later ones
     * back. As in {@code claim.sql}, the first one is found by an order that a single index has, and locked rows are
     * found by their place.
     */
    static final SqlTemplate<Claim> CLAIM = SqlTemplate.<Claim>of("""
                    with due as (
                      select r.ctid as place
                      from conserje.replies r
                      where state = 'pending' and due_at <= now()
                        and seq = (
                          select e.seq
                          from conserje.replies e
                          where (e.tenant_id, e.channel, e.guest) = (r.tenant_id, r.channel, r.guest)
                            and e.state = 'pending'
                          order by e.seq
                          limit 1)
                      order by due_at
                      limit :limit
                      for update skip locked
                    ), leased as (
                      update conserje.replies r
                      set lease = gen_random_uuid(), due_at = now() + :lease_micros * interval '1 microsecond'
                      from due
                      where r.ctid = due.place
                      returning r.*
                    )
                    select tenant_id, reply_id, channel, guest, line, body, failures, lease
                    from leased
                    order by seq
                    """)
            .bind("limit", Claim::limit)
            .bind("lease_micros", claim -> Micros.of(claim.lease()))
            .build();

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresReplies(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<OutboundReply> claim(int max, Duration lease) {
        ClaimBounds.check(max, lease);
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(CLAIM.query(new Claim(max, lease))
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
        ClaimBounds.check(lease);
        return record(reply, DSL.update(REPLIES).set(REPLIES.DUE_AT, ServerTime.in(lease)));
    }

    @Override
    public Outcome release(OutboundReply reply) {
        return record(
                reply, DSL.update(REPLIES).set(REPLIES.DUE_AT, ServerTime.NOW).setNull(REPLIES.LEASE));
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
                        .set(REPLIES.DUE_AT, ServerTime.in(after)));
    }

    @Override
    public Outcome refuse(OutboundReply reply, String cause) {
        return record(reply, ended("refused").set(REPLIES.CAUSE, cause));
    }

    private static UpdateSetMoreStep<Record> ended(String state) {
        return DSL.update(REPLIES)
                .set(REPLIES.STATE, state)
                .set(REPLIES.ENDED_AT, ServerTime.NOW)
                .setNull(REPLIES.LEASE);
    }

    private Outcome record(OutboundReply reply, UpdateSetMoreStep<Record> change) {
        int changed = transactions
                .each(reply.tenant())
                .execute(change.where(REPLIES.TENANT_ID.eq(reply.tenant().value()))
                        .and(REPLIES.REPLY_ID.eq(reply.id()))
                        .and(REPLIES.STATE.eq(PENDING))
                        .and(REPLIES.LEASE.eq(reply.lease()))
                        .and(REPLIES.DUE_AT.gt(ServerTime.NOW)));
        return changed == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    private static OutboundReply reply(Record row) {
        String line = row.get(REPLIES.LINE);
        return new OutboundReply(
                row.get(REPLIES.REPLY_ID),
                new TenantId(row.get(REPLIES.TENANT_ID)),
                GuestRef.stored(new Channel(row.get(REPLIES.CHANNEL)), row.get(REPLIES.GUEST)),
                line == null ? null : HotelLine.stored(new Channel(row.get(REPLIES.CHANNEL)), line),
                new Reply(row.get(REPLIES.BODY)),
                row.get(REPLIES.FAILURES),
                row.get(REPLIES.LEASE));
    }
}
