package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.REPLIES;
import static io.conserje.postgres.schema.Tables.REPLY_EVENTS;

import io.conserje.application.reply.ReplyFilter;
import io.conserje.application.reply.ReplyFilter.Shown;
import io.conserje.application.reply.ReplyRecord;
import io.conserje.application.reply.ReplyRecord.Decision;
import io.conserje.application.reply.ReplyRecord.Trouble;
import io.conserje.application.reply.ReplyRecords;
import io.conserje.application.reply.ReplyState;
import io.conserje.application.store.ResultLimit;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.Printable;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Replies in {@code conserje.replies}, and what happened to them in {@code conserje.reply_events}. Those of all hotels
 * are read in the system scope. Their ids sort by time.
 */
public final class PostgresReplyRecords implements ReplyRecords {

    private static final int MAX_HOTELS = 1000;

    /** Inlined, because a partial index serves only a statement that states its condition. */
    private static final Condition IS_DEAD = REPLIES.DEAD_AT.isNotNull().and(REPLIES.SETTLED_AT.isNull());

    private static final Condition IS_PENDING = REPLIES.STATE.eq(DSL.inline("pending"));

    private static final Field<?>[] RECORD = {
        REPLIES.TENANT_ID,
        REPLIES.REPLY_ID,
        REPLIES.CHANNEL,
        REPLIES.GUEST,
        REPLIES.LINE,
        REPLIES.BODY,
        REPLIES.STATE,
        REPLIES.FATE,
        REPLIES.UNCERTAIN,
        REPLIES.FAILURES,
        REPLIES.RESENDS,
        REPLIES.RECORDED_AT,
        REPLIES.ENDED_AT,
        REPLIES.FATE_AT,
        REPLIES.REASON,
        REPLIES.CAUSE,
        REPLIES.CODE,
        REPLIES.SETTLED_HOW,
        REPLIES.SETTLED_AT,
        REPLIES.SETTLED_BY,
        REPLIES.SETTLED_WHY,
        REPLIES.DEAD_AT,
        REPLIES.HELD_LINE
    };

    private record Settling(TenantId tenant, Select<Record1<UUID>> chosen, Warrant warrant) {}

    private record Abandoning(Duration age, int limit) {}

    private static final SqlTemplate<Settling> RESEND = settling("resend_replies.sql");

    private static final SqlTemplate<Settling> DISCARD = settling("discard_replies.sql");

    private static final SqlTemplate<Abandoning> ABANDON = SqlTemplate.<Abandoning>read(
                    PostgresReplyRecords.class, "abandon_replies.sql")
            .bind("age_micros", abandoning -> Micros.of(abandoning.age()))
            .bind("limit", Abandoning::limit)
            .bind("why", abandoning -> "older than " + abandoning.age())
            .build();

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresReplyRecords(Transactions transactions) {
        this.transactions = transactions;
    }

    private static SqlTemplate<Settling> settling(String file) {
        return SqlTemplate.<Settling>read(PostgresReplyRecords.class, file)
                .bind("chosen", Settling::chosen)
                .bind("tenant", settling -> settling.tenant().value())
                .bind("actor", settling -> settling.warrant().by())
                .bind("why", settling -> settling.warrant().why())
                .build();
    }

    @Override
    public List<ReplyRecord> list(@Nullable TenantId tenant, ReplyFilter filter, @Nullable UUID behind, int max) {
        ResultLimit.check(max);
        Condition condition = matching(tenant, filter);
        if (behind != null) {
            condition = condition.and(REPLIES.REPLY_ID.lt(behind));
        }
        Statements scope = tenant == null ? transactions.eachForSystemByIndexOrder() : transactions.each(tenant);
        return scope.fetch(DSL.select(RECORD)
                        .from(REPLIES)
                        .where(condition)
                        .orderBy(REPLIES.REPLY_ID.desc())
                        .limit(max))
                .map(PostgresReplyRecords::reply);
    }

    @Override
    public Optional<ReplyRecord> find(@Nullable TenantId tenant, UUID reply) {
        return scope(tenant)
                .fetch(DSL.select(RECORD).from(REPLIES).where(of(tenant)).and(REPLIES.REPLY_ID.eq(reply)))
                .map(PostgresReplyRecords::reply)
                .stream()
                .findFirst();
    }

    private Statements scope(@Nullable TenantId tenant) {
        return tenant == null ? transactions.eachForSystem() : transactions.each(tenant);
    }

    private static Condition of(@Nullable TenantId tenant) {
        return tenant == null ? DSL.noCondition() : REPLIES.TENANT_ID.eq(tenant.value());
    }

    private static Condition matching(@Nullable TenantId tenant, ReplyFilter filter) {
        Condition condition = of(tenant).and(shown(filter.shown()));
        if (filter.channel() != null) {
            condition = condition.and(REPLIES.CHANNEL.eq(filter.channel().name()));
        }
        if (filter.reason() != null) {
            condition = condition.and(REPLIES.REASON.eq(filter.reason()));
        }
        if (filter.code() != null) {
            condition = condition.and(REPLIES.CODE.eq(filter.code()));
        }
        if (!filter.age().isZero()) {
            condition = condition.and(REPLIES.RECORDED_AT.le(ServerTime.ago(filter.age())));
        }
        return condition;
    }

    private static Condition shown(Shown shown) {
        Condition unreported = REPLIES.FATE.isNull();
        return switch (shown) {
            case ALL -> DSL.noCondition();
            case DEAD -> IS_DEAD;
            case HELD -> REPLIES.HELD_LINE.isNotNull();
            case WAITING -> IS_PENDING.and(DSL.not(REPLIES.UNCERTAIN));
            case UNCERTAIN -> IS_PENDING.and(REPLIES.UNCERTAIN);
            case SENT -> REPLIES.STATE.eq("sent").and(unreported);
            case DELIVERED -> REPLIES.FATE.eq("delivered");
            case READ -> REPLIES.FATE.eq("read");
            case FAILED -> REPLIES.FATE.eq("failed");
            case REFUSED -> REPLIES.STATE.eq("refused").and(unreported);
        };
    }

    @Override
    public List<Event> history(TenantId tenant, UUID reply) {
        return transactions
                .each(tenant)
                .fetch(DSL.select(REPLY_EVENTS.HAPPENED_AT, REPLY_EVENTS.EVENT, REPLY_EVENTS.ACTOR, REPLY_EVENTS.WHY)
                        .from(REPLY_EVENTS)
                        .where(REPLY_EVENTS.TENANT_ID.eq(tenant.value()))
                        .and(REPLY_EVENTS.REPLY_ID.eq(reply))
                        .orderBy(REPLY_EVENTS.SEQ))
                .map(row ->
                        new Event(row.value1().toInstant(), row.value2(), row.value3(), Printable.of(row.value4())));
    }

    @Override
    public List<TenantId> hotels(ReplyFilter filter) {
        return transactions
                .eachForSystem()
                .fetch(DSL.selectDistinct(REPLIES.TENANT_ID)
                        .from(REPLIES)
                        .where(matching(null, filter))
                        .orderBy(REPLIES.TENANT_ID)
                        .limit(MAX_HOTELS))
                .map(row -> new TenantId(row.value1()));
    }

    @Override
    public Settlement settle(TenantId tenant, UUID reply, Verdict verdict, Warrant warrant) {
        Select<Record1<UUID>> chosen = DSL.select(REPLIES.REPLY_ID)
                .from(REPLIES)
                .where(of(tenant))
                .and(REPLIES.REPLY_ID.eq(reply))
                .and(IS_DEAD)
                .forUpdate();
        if (settle(new Settling(tenant, chosen, warrant), verdict) == 1) {
            return new Settlement.Done();
        }
        return find(tenant, reply).<Settlement>map(Settlement.NotDead::new).orElseGet(Settlement.Absent::new);
    }

    @Override
    public int settle(TenantId tenant, ReplyFilter filter, int max, Verdict verdict, Warrant warrant) {
        ResultLimit.check(max);
        ReplyFilter dead = new ReplyFilter(Shown.DEAD, filter.channel(), filter.reason(), filter.code(), filter.age());
        Select<Record1<UUID>> chosen = DSL.select(REPLIES.REPLY_ID)
                .from(REPLIES)
                .where(matching(tenant, dead))
                .orderBy(REPLIES.REPLY_ID)
                .limit(max)
                .forUpdate()
                .skipLocked();
        return settle(new Settling(tenant, chosen, warrant), verdict);
    }

    private int settle(Settling settling, Verdict verdict) {
        SqlTemplate<Settling> statement = switch (verdict) {
            case REDRIVE -> RESEND;
            case DISCARD -> DISCARD;
        };
        return transactions.each(settling.tenant()).count(statement.query(settling));
    }

    @Override
    public int abandon(Duration age, int max) {
        ResultLimit.check(max);
        return transactions.eachForSystemByIndexOrder().count(ABANDON.query(new Abandoning(age, max)));
    }

    @Override
    public Counts counts() {
        Result<Record2<Integer, Integer>> counted = transactions
                .eachForSystem()
                .fetch(DSL.select(
                        DSL.field(DSL.selectCount()
                                .from(DSL.selectOne()
                                        .from(REPLIES)
                                        .where(IS_DEAD)
                                        .limit(MAX))),
                        DSL.field(DSL.selectCount()
                                .from(DSL.selectOne()
                                        .from(REPLIES)
                                        .where(REPLIES.HELD_LINE.isNotNull())
                                        .limit(MAX)))));
        return new Counts(counted.getFirst().value1(), counted.getFirst().value2());
    }

    private static ReplyRecord reply(Record row) {
        Channel channel = new Channel(row.get(REPLIES.CHANNEL));
        String line = row.get(REPLIES.LINE);
        OffsetDateTime changed =
                row.get(REPLIES.FATE_AT) == null ? row.get(REPLIES.ENDED_AT) : row.get(REPLIES.FATE_AT);
        return new ReplyRecord(
                row.get(REPLIES.REPLY_ID),
                new TenantId(row.get(REPLIES.TENANT_ID)),
                GuestRef.stored(channel, row.get(REPLIES.GUEST)),
                line == null ? null : HotelLine.stored(channel, line),
                row.get(REPLIES.BODY),
                state(row),
                row.get(REPLIES.FAILURES),
                row.get(REPLIES.RESENDS),
                row.get(REPLIES.RECORDED_AT).toInstant(),
                changed == null ? null : changed.toInstant(),
                trouble(row),
                decision(row),
                row.get(REPLIES.DEAD_AT) != null && row.get(REPLIES.SETTLED_AT) == null,
                row.get(REPLIES.HELD_LINE) != null);
    }

    private static ReplyState state(Record row) {
        String fate = row.get(REPLIES.FATE);
        if (fate != null) {
            return switch (fate) {
                case "read" -> ReplyState.READ;
                case "failed" -> ReplyState.FAILED;
                default -> ReplyState.DELIVERED;
            };
        }
        return switch (row.get(REPLIES.STATE)) {
            case "sent" -> ReplyState.SENT;
            case "refused" -> ReplyState.REFUSED;
            default -> row.get(REPLIES.UNCERTAIN) ? ReplyState.UNCERTAIN : ReplyState.WAITING;
        };
    }

    private static @Nullable Trouble trouble(Record row) {
        String cause = row.get(REPLIES.CAUSE);
        return cause == null ? null : new Trouble(row.get(REPLIES.REASON), Printable.of(cause), row.get(REPLIES.CODE));
    }

    private static @Nullable Decision decision(Record row) {
        OffsetDateTime at = row.get(REPLIES.SETTLED_AT);
        if (at == null) {
            return null;
        }
        Instant when = at.toInstant();
        return new Decision(
                row.get(REPLIES.SETTLED_HOW),
                when,
                row.get(REPLIES.SETTLED_BY),
                Printable.of(row.get(REPLIES.SETTLED_WHY)));
    }
}
