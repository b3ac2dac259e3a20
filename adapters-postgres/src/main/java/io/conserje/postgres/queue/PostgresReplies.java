package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.REPLIES;

import io.conserje.application.messaging.ClaimBounds;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Replies;
import io.conserje.application.messaging.ReplyFailure;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.Room;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.queue.Rounds.Claimed;
import io.conserje.postgres.queue.Rounds.Promotion;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Replies in {@code conserje.replies}. Claims run in the system scope, and outcomes are recorded in the scope of the
 * hotel.
 */
public final class PostgresReplies implements Replies {

    private static final String PENDING = "pending";
    private static final String UNREADABLE = "unreadable: this version cannot read the stored reply";

    /** @param rates null if replies may be sent at any rate */
    record Claim(ClaimInput input, @Nullable ReplyRates rates) {

        ReplyRates rate() {
            return rates == null ? ReplyRates.DEFAULT : rates;
        }
    }

    private record End(
            OutboundReply reply,
            String state,
            @Nullable String providerId,
            @Nullable ReplyFailure failure) {

        @Nullable
        String cause() {
            return failure == null ? null : failure.cause();
        }

        @Nullable
        String reason() {
            return failure == null ? null : failure.reason();
        }

        @Nullable
        Integer code() {
            return failure == null ? null : failure.code();
        }

        @Nullable
        String fate() {
            return failure == null || failure.refused() ? null : "failed";
        }
    }

    static final SqlTemplate<Claim> CLAIM = ClaimInput.bound(
                    PostgresReplies.<Claim>read("claim_replies.sql"), Claim::input)
            .bind("limited", claim -> claim.rates() != null)
            .bind("per_line", claim -> claim.rate().perLine())
            .bind("guest_micros", claim -> Micros.of(claim.rate().perGuest()))
            .bind("burst", claim -> claim.rate().burst())
            .build();

    static final SqlTemplate<Promotion> PROMOTE = Rounds.promoting(read("promote_replies.sql"));

    private static final SqlTemplate<Integer> FIRST_HOTEL =
            Rounds.firstIn("conserje.replies w where w.state = 'pending' and w.ready");

    private static final SqlTemplate<End> END = PostgresReplies.<End>read("end_reply.sql")
            .bind("tenant", end -> end.reply().tenant().value())
            .bind("reply", end -> end.reply().id())
            .bind("lease", end -> end.reply().lease())
            .bind("state", End::state)
            .bind("provider_id", end -> DSL.val(end.providerId(), REPLIES.PROVIDER_ID))
            .bind("cause", end -> DSL.val(end.cause(), REPLIES.CAUSE))
            .bind("reason", end -> DSL.val(end.reason(), REPLIES.REASON))
            .bind("code", end -> DSL.val(end.code(), REPLIES.CODE))
            .bind("fate", end -> DSL.val(end.fate(), REPLIES.FATE))
            .build();

    private static final SqlTemplate<Record> REFUSE_UNREADABLE = PostgresReplies.<Record>read("end_reply.sql")
            .bind("tenant", row -> row.get(REPLIES.TENANT_ID))
            .bind("reply", row -> row.get(REPLIES.REPLY_ID))
            .bind("lease", row -> row.get(REPLIES.LEASE))
            .bind("state", row -> "refused")
            .bind("provider_id", row -> DSL.val(null, REPLIES.PROVIDER_ID))
            .bind("cause", row -> UNREADABLE)
            .bind("reason", row -> "unreadable")
            .bind("code", row -> DSL.val(null, REPLIES.CODE))
            .bind("fate", row -> DSL.val(null, REPLIES.FATE))
            .build();

    /** Whether replies that are not ready are due to be looked at. */
    private static final Field<Boolean> RIPE = DSL.field("ripe", Boolean.class);

    /** Whether the claim has seen all hotels with due replies. */
    private static final Field<Boolean> AROUND = DSL.field("around", Boolean.class);

    /** How many replies the claim has put behind others. */
    private static final Field<Integer> BLOCKED = DSL.field("blocked", Integer.class);

    /** The last hotel that the claim has looked at. */
    private static final Field<String> LAST = DSL.field("last", String.class);

    /** The columns of a claim, in its order. */
    private static final Field<?>[] CLAIMED = {
        RIPE,
        AROUND,
        BLOCKED,
        LAST,
        REPLIES.TENANT_ID,
        REPLIES.REPLY_ID,
        REPLIES.CHANNEL,
        REPLIES.GUEST,
        REPLIES.LINE,
        REPLIES.BODY,
        REPLIES.CONTENT,
        REPLIES.FAILURES,
        REPLIES.LEASE
    };

    private final Transactions transactions;
    private final Rounds<OutboundReply> rounds;
    private final @Nullable ReplyRates rates;
    private final MessagingListener listener;

    /**
     * Every call is a transaction of its own.
     *
     * @param closed the hotels whose replies are not claimed
     * @param rates how fast replies are claimed; null if that has no limit
     * @param listener notified of replies that cannot be read
     */
    public PostgresReplies(
            Transactions transactions,
            Supplier<Set<TenantId>> closed,
            @Nullable ReplyRates rates,
            MessagingListener listener) {
        this.transactions = transactions;
        this.rates = rates;
        this.listener = listener;
        this.rounds = new Rounds<>(transactions.eachForSystemByIndexOrder(), FIRST_HOTEL, PROMOTE, closed);
    }

    private static <T> SqlTemplate.Builder<T> read(String file) {
        return SqlTemplate.read(PostgresReplies.class, file);
    }

    @Override
    public List<OutboundReply> claim(int max, Duration lease, Room room) {
        ClaimBounds.check(max, lease);
        return rounds.claim(
                max,
                (limit, after, taken) -> claim(new Claim(
                        new ClaimInput(limit, lease, after, rounds.closed(), room.without(hotels(taken))), rates)));
    }

    private static List<TenantId> hotels(List<OutboundReply> taken) {
        return taken.stream().map(OutboundReply::tenant).toList();
    }

    private Claimed<OutboundReply> claim(Claim claim) {
        Result<Record> rows = transactions
                .eachForSystemByIndexOrder()
                .fetch(CLAIM.query(claim).coerce(CLAIMED));
        Record seen = rows.getFirst();
        boolean partial = !seen.get(AROUND) || seen.get(BLOCKED) > 0;
        rows.removeIf(row -> row.get(REPLIES.LEASE) == null);
        return new Claimed<>(replies(rows), seen.get(LAST), seen.get(RIPE), partial);
    }

    @Override
    public Outcome renew(OutboundReply reply, Duration lease) {
        ClaimBounds.check(lease);
        return record(reply, DSL.update(REPLIES).set(REPLIES.DUE_AT, ServerTime.in(lease)));
    }

    @Override
    public Outcome release(OutboundReply reply) {
        return record(
                reply,
                DSL.update(REPLIES)
                        .set(REPLIES.DUE_AT, ServerTime.NOW)
                        .set(REPLIES.READY, true)
                        .setNull(REPLIES.LEASE));
    }

    @Override
    public Outcome sent(OutboundReply reply, String providerId) {
        return end(new End(reply, "sent", providerId, null));
    }

    @Override
    public Outcome retry(OutboundReply reply, String cause, Duration after) {
        return record(reply, retrying(cause, after));
    }

    @Override
    public Outcome retryUncertain(OutboundReply reply, String cause, Duration after) {
        return record(reply, retrying(cause, after).set(REPLIES.UNCERTAIN, true));
    }

    private static UpdateSetMoreStep<Record> retrying(String cause, Duration after) {
        return DSL.update(REPLIES)
                .set(REPLIES.FAILURES, REPLIES.FAILURES.plus(1))
                .set(REPLIES.CAUSE, cause)
                .setNull(REPLIES.HELD_LINE)
                .setNull(REPLIES.LEASE)
                .set(REPLIES.READY, false)
                .set(REPLIES.DUE_AT, ServerTime.in(after));
    }

    @Override
    public Outcome refuse(OutboundReply reply, ReplyFailure failure) {
        return end(new End(reply, "refused", null, failure));
    }

    private Outcome end(End end) {
        return outcome(transactions.each(end.reply().tenant()).count(END.query(end)));
    }

    private Outcome record(OutboundReply reply, UpdateSetMoreStep<Record> change) {
        int changed = transactions
                .each(reply.tenant())
                .execute(change.where(REPLIES.TENANT_ID.eq(reply.tenant().value()))
                        .and(REPLIES.REPLY_ID.eq(reply.id()))
                        .and(REPLIES.STATE.eq(PENDING))
                        .and(REPLIES.LEASE.eq(reply.lease()))
                        .and(REPLIES.DUE_AT.gt(ServerTime.NOW)));
        return outcome(changed);
    }

    private static Outcome outcome(int changed) {
        return changed == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    /** A reply that cannot be read is refused. The others are sent. */
    private List<OutboundReply> replies(List<Record> rows) {
        List<OutboundReply> replies = new ArrayList<>();
        for (Record row : rows) {
            try {
                replies.add(reply(row));
            } catch (RuntimeException unreadable) {
                refuseUnreadable(row);
            }
        }
        return replies;
    }

    /** If this fails, the reply is claimed again after its lease, and the others are sent now. */
    private void refuseUnreadable(Record row) {
        TenantId tenant = new TenantId(row.get(REPLIES.TENANT_ID));
        UUID reply = row.get(REPLIES.REPLY_ID);
        try {
            transactions.each(tenant).count(REFUSE_UNREADABLE.query(row));
            listener.replyUnreadable(tenant, reply, UNREADABLE);
        } catch (RuntimeException failed) {
            listener.replyUnreadable(tenant, reply, UNREADABLE + ". It is not refused yet");
        }
    }

    private static OutboundReply reply(Record row) {
        String line = row.get(REPLIES.LINE);
        return new OutboundReply(
                row.get(REPLIES.REPLY_ID),
                new TenantId(row.get(REPLIES.TENANT_ID)),
                GuestRef.stored(new Channel(row.get(REPLIES.CHANNEL)), row.get(REPLIES.GUEST)),
                line == null ? null : HotelLine.stored(new Channel(row.get(REPLIES.CHANNEL)), line),
                new Reply(OutboundJson.read(row.get(REPLIES.CONTENT), row.get(REPLIES.BODY))),
                row.get(REPLIES.FAILURES),
                row.get(REPLIES.LEASE));
    }
}
