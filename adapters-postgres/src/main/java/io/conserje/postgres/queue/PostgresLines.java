package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.LINE_HOLDS;
import static io.conserje.postgres.schema.Tables.REPLIES;

import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.HeldLine;
import io.conserje.application.messaging.Lines;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Turns.Outcome;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Held lines in {@code conserje.line_holds}. A reply that waits for one has its name in {@code held_line}, empty if the
 * hotel has no line, and {@code infinity} in {@code due_at}.
 */
public final class PostgresLines implements Lines {

    private static final int MAX_HELD = 1000;
    private static final String LATE = "the time in which the channel takes replies to the guest is over";

    private record Holding(OutboundReply reply, Hold hold) {}

    private record Late(TenantId tenant, List<UUID> replies) {}

    private static final SqlTemplate<Holding> HOLD = PostgresLines.<Holding>read("hold_line.sql")
            .bind("tenant", holding -> holding.reply().tenant().value())
            .bind("reply", holding -> holding.reply().id())
            .bind("lease", holding -> holding.reply().lease())
            .bind("line", holding -> name(holding.reply()))
            .bind("fix", holding -> holding.hold().fix().label())
            .bind("cause", holding -> holding.hold().cause())
            .bind("window", holding -> DSL.val(millis(holding.hold()), LINE_HOLDS.WINDOW_MILLIS))
            .build();

    private static final SqlTemplate<OutboundReply> PARK = PostgresLines.<OutboundReply>read("park_reply.sql")
            .bind("tenant", reply -> reply.tenant().value())
            .bind("channel", reply -> reply.to().channel().name())
            .bind("reply", OutboundReply::id)
            .bind("lease", OutboundReply::lease)
            .bind("line", PostgresLines::name)
            .build();

    private static final SqlTemplate<Duration> PROBE = PostgresLines.<Duration>read("probe_lines.sql")
            .bind("longest_micros", Micros::of)
            .build();

    private static final SqlTemplate<Integer> RELEASE = PostgresLines.<Integer>read("release_lines.sql")
            .bind("limit", max -> max)
            .build();

    private static final SqlTemplate<Integer> FIND_LATE = PostgresLines.<Integer>read("late_replies.sql")
            .bind("limit", max -> max)
            .build();

    private static final SqlTemplate<Late> EXPIRE = PostgresLines.<Late>read("expire_replies.sql")
            .bind("tenant", late -> late.tenant().value())
            .bind("replies", late -> Columns.ids(late.replies(), id -> id))
            .bind("cause", late -> LATE)
            .build();

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresLines(Transactions transactions) {
        this.transactions = transactions;
    }

    private static <T> SqlTemplate.Builder<T> read(String file) {
        return SqlTemplate.read(PostgresLines.class, file);
    }

    private static String name(OutboundReply reply) {
        return reply.line() == null ? "" : reply.line().value();
    }

    private static @Nullable Long millis(Hold hold) {
        return hold.window() == null ? null : Math.max(1, hold.window().toMillis());
    }

    @Override
    public Outcome hold(OutboundReply reply, Hold hold) {
        int parked = transactions.each(reply.tenant()).count(HOLD.query(new Holding(reply, hold)));
        return parked == 1 ? Outcome.RECORDED : Outcome.LOST;
    }

    @Override
    public Parking park(OutboundReply reply) {
        return switch (transactions.each(reply.tenant()).count(PARK.query(reply))) {
            case 0 -> Parking.LOST;
            case 1 -> Parking.SEND;
            default -> Parking.PARKED;
        };
    }

    @Override
    public List<HeldLine> held() {
        return transactions
                .eachForSystem()
                .fetch(DSL.select(
                                LINE_HOLDS.TENANT_ID,
                                LINE_HOLDS.CHANNEL,
                                LINE_HOLDS.LINE,
                                LINE_HOLDS.FIX,
                                LINE_HOLDS.CAUSE,
                                LINE_HOLDS.SINCE)
                        .from(LINE_HOLDS)
                        .where(LINE_HOLDS.FREED_AT.isNull())
                        .orderBy(LINE_HOLDS.SINCE)
                        .limit(MAX_HELD))
                .map(PostgresLines::heldLine);
    }

    private static HeldLine heldLine(Record row) {
        Channel channel = new Channel(row.get(LINE_HOLDS.CHANNEL));
        String line = row.get(LINE_HOLDS.LINE);
        return new HeldLine(
                new TenantId(row.get(LINE_HOLDS.TENANT_ID)),
                channel,
                line.isEmpty() ? null : HotelLine.stored(channel, line),
                Fix.labelled(row.get(LINE_HOLDS.FIX)),
                row.get(LINE_HOLDS.CAUSE),
                row.get(LINE_HOLDS.SINCE).toInstant());
    }

    @Override
    public boolean free(OutboundReply reply) {
        return transactions
                        .each(reply.tenant())
                        .execute(DSL.update(LINE_HOLDS)
                                .set(LINE_HOLDS.FREED_AT, ServerTime.NOW)
                                .where(LINE_HOLDS.TENANT_ID.eq(reply.tenant().value()))
                                .and(LINE_HOLDS.CHANNEL.eq(reply.to().channel().name()))
                                .and(LINE_HOLDS.LINE.eq(name(reply)))
                                .and(LINE_HOLDS.FREED_AT.isNull()))
                == 1;
    }

    @Override
    public int probe(Duration longest) {
        return transactions.eachForSystemByIndexOrder().count(PROBE.query(longest));
    }

    @Override
    public int release(int max) {
        ResultLimit.check(max);
        return transactions.eachForSystemByIndexOrder().count(RELEASE.query(max));
    }

    @Override
    public int expire(int max) {
        ResultLimit.check(max);
        Map<TenantId, List<UUID>> late = new TreeMap<>();
        transactions
                .eachForSystemByIndexOrder()
                .fetch(FIND_LATE.query(max).coerce(REPLIES.TENANT_ID, REPLIES.REPLY_ID))
                .forEach(row -> late.computeIfAbsent(new TenantId(row.value1()), hotel -> new ArrayList<>())
                        .add(row.value2()));
        int expired = 0;
        for (Map.Entry<TenantId, List<UUID>> entry : late.entrySet()) {
            expired +=
                    transactions.each(entry.getKey()).count(EXPIRE.query(new Late(entry.getKey(), entry.getValue())));
        }
        return expired;
    }
}
