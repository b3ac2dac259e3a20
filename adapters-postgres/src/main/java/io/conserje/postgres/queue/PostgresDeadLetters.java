package io.conserje.postgres.queue;

import static io.conserje.postgres.schema.Tables.DLQ_EVENTS;
import static io.conserje.postgres.schema.Tables.DLQ_PERMANENT_FAILURES;
import static io.conserje.postgres.schema.Tables.INBOX;
import static io.conserje.postgres.schema.Tables.INBOX_ATTEMPTS;

import io.conserje.application.dlq.DeadLetters;
import io.conserje.application.dlq.LetterFilter;
import io.conserje.application.store.StorableInstant;
import io.conserje.application.store.StoreCorruptException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetter;
import io.conserje.domain.dlq.DeadLetter.State;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.DeadMessage;
import io.conserje.domain.dlq.FailedAttempt;
import io.conserje.domain.dlq.Verdict;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Printable;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.sql.StoredTimes;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters in {@code conserje.dlq_permanent_failures}. Those of one hotel are read and changed in the scope of the
 * hotel; those of all hotels are read in the system scope, by an index that has the newest first.
 */
public final class PostgresDeadLetters implements DeadLetters {

    private static final String BURIED = "buried";

    /** Inlined, because a partial index serves only a statement that states its condition. */
    private static final Condition IS_BURIED = DLQ_PERMANENT_FAILURES.STATE.eq(DSL.inline(BURIED));

    private static final int MAX = 1000;

    private record Listing(Condition filter, int limit) {}

    private static final SqlTemplate<Listing> LIST = SqlTemplate.<Listing>of("""
                    select tenant_id, id, channel, created_at, reason, error, attempts, state, redrives,
                      settled_at, settled_by, settled_why,
                      message ->> 'provider_id', message ->> 'guest', message ->> 'line',
                      coalesce(message -> 'content' ->> 'type', message ->> 'content_type'), message ->> 'body',
                      cast(message ->> 'sent_at' as timestamptz), cast(message ->> 'received_at' as timestamptz)
                    from conserje.dlq_permanent_failures
                    where :filter
                    order by created_at desc, id desc
                    limit :limit
                    """)
            .bind("filter", Listing::filter)
            .bind("limit", Listing::limit)
            .build();

    private static final Field<OffsetDateTime> SENT_AT = StoredTimes.column(INBOX.SENT_AT);
    private static final Field<OffsetDateTime> RECEIVED_AT = StoredTimes.column(INBOX.RECEIVED_AT);

    /** The columns of {@link #LIST}, in its order. */
    private static final Field<?>[] LETTER = {
        DLQ_PERMANENT_FAILURES.TENANT_ID,
        DLQ_PERMANENT_FAILURES.ID,
        DLQ_PERMANENT_FAILURES.CHANNEL,
        DLQ_PERMANENT_FAILURES.CREATED_AT,
        DLQ_PERMANENT_FAILURES.REASON,
        DLQ_PERMANENT_FAILURES.ERROR,
        DLQ_PERMANENT_FAILURES.ATTEMPTS,
        DLQ_PERMANENT_FAILURES.STATE,
        DLQ_PERMANENT_FAILURES.REDRIVES,
        DLQ_PERMANENT_FAILURES.SETTLED_AT,
        DLQ_PERMANENT_FAILURES.SETTLED_BY,
        DLQ_PERMANENT_FAILURES.SETTLED_WHY,
        INBOX.PROVIDER_ID,
        INBOX.GUEST,
        INBOX.LINE,
        INBOX.CONTENT_TYPE,
        INBOX.BODY,
        SENT_AT,
        RECEIVED_AT
    };

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresDeadLetters(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<DeadLetter> list(TenantId tenant, LetterFilter filter, Shown shown, @Nullable Place behind, int max) {
        checkMax(max);
        return list(transactions.each(tenant), of(tenant).and(shown(filter, shown, behind)), max);
    }

    @Override
    public List<DeadLetter> list(LetterFilter filter, Shown shown, @Nullable Place behind, int max) {
        checkMax(max);
        return list(transactions.eachForSystemByIndexOrder(), shown(filter, shown, behind), max);
    }

    private static Condition shown(LetterFilter filter, Shown shown, @Nullable Place behind) {
        Condition condition = matching(filter);
        if (shown != Shown.ALL) {
            condition = condition.and(IS_BURIED);
        }
        if (behind != null) {
            condition = condition.and(DSL.row(DLQ_PERMANENT_FAILURES.CREATED_AT, DLQ_PERMANENT_FAILURES.ID)
                    .lt(utc(behind.buriedAt()), behind.id().value()));
        }
        return condition;
    }

    private static List<DeadLetter> list(Statements scope, Condition condition, int limit) {
        return scope.fetch(LIST.query(new Listing(condition, limit)).coerce(LETTER))
                .map(PostgresDeadLetters::letter);
    }

    @Override
    public int count(TenantId tenant, LetterFilter filter) {
        return count(transactions.each(tenant), of(tenant).and(matching(filter)));
    }

    @Override
    public int count(LetterFilter filter) {
        return count(transactions.eachForSystem(), matching(filter));
    }

    private static int count(Statements scope, Condition condition) {
        return scope.count(
                DSL.selectCount().from(DLQ_PERMANENT_FAILURES).where(IS_BURIED).and(condition));
    }

    @Override
    public List<TenantId> hotels(LetterFilter filter) {
        return transactions
                .eachForSystem()
                .fetch(DSL.selectDistinct(DLQ_PERMANENT_FAILURES.TENANT_ID)
                        .from(DLQ_PERMANENT_FAILURES)
                        .where(IS_BURIED)
                        .and(matching(filter))
                        .orderBy(DLQ_PERMANENT_FAILURES.TENANT_ID))
                .map(row -> new TenantId(row.value1()));
    }

    @Override
    public Optional<DeadLetter> find(TenantId tenant, DeadLetterId id) {
        return list(transactions.each(tenant), of(tenant).and(DLQ_PERMANENT_FAILURES.ID.eq(id.value())), 1).stream()
                .findFirst();
    }

    @Override
    public Optional<DeadLetter> find(DeadLetterId id) {
        return list(transactions.eachForSystem(), DLQ_PERMANENT_FAILURES.ID.eq(id.value()), 1).stream()
                .findFirst();
    }

    private static Condition of(TenantId tenant) {
        return DLQ_PERMANENT_FAILURES.TENANT_ID.eq(tenant.value());
    }

    @Override
    public History history(TenantId tenant, DeadLetterId id) {
        List<FailedAttempt> attempts = transactions
                .each(tenant)
                .fetch(DSL.select(
                                INBOX_ATTEMPTS.ROUND,
                                INBOX_ATTEMPTS.NUMBER,
                                INBOX_ATTEMPTS.REASON,
                                INBOX_ATTEMPTS.CAUSE,
                                INBOX_ATTEMPTS.FAILED_AT)
                        .from(INBOX_ATTEMPTS)
                        .join(DLQ_PERMANENT_FAILURES)
                        .on(DLQ_PERMANENT_FAILURES.TENANT_ID.eq(INBOX_ATTEMPTS.TENANT_ID))
                        .and(DLQ_PERMANENT_FAILURES.ID.eq(INBOX_ATTEMPTS.MESSAGE_ID))
                        .where(INBOX_ATTEMPTS.TENANT_ID.eq(tenant.value()))
                        .and(INBOX_ATTEMPTS.MESSAGE_ID.eq(id.value()))
                        .orderBy(INBOX_ATTEMPTS.ROUND, INBOX_ATTEMPTS.NUMBER))
                .map(row -> new FailedAttempt(
                        row.value1(),
                        new Attempt(row.value2(), row.value3(), row.value4()),
                        row.value5().toInstant()));
        List<State.Settled> settlements = transactions
                .each(tenant)
                .fetch(DSL.select(DLQ_EVENTS.EVENT, DLQ_EVENTS.HAPPENED_AT, DLQ_EVENTS.ACTOR, DLQ_EVENTS.WHY)
                        .from(DLQ_EVENTS)
                        .where(DLQ_EVENTS.TENANT_ID.eq(tenant.value()))
                        .and(DLQ_EVENTS.ID.eq(id.value()))
                        .orderBy(DLQ_EVENTS.SEQ))
                .map(row -> settled(row.value1(), row.value2(), row.value3(), row.value4()));
        return new History(attempts, settlements);
    }

    @Override
    public Optional<String> raw(TenantId tenant, DeadLetterId id) {
        return Payloads.find(transactions, tenant, id.value());
    }

    @Override
    public Settlement settle(TenantId tenant, DeadLetterId id, Verdict verdict, Warrant warrant) {
        Select<Record1<UUID>> chosen =
                buried(tenant).and(DLQ_PERMANENT_FAILURES.ID.eq(id.value())).forUpdate();
        if (!settle(tenant, chosen, verdict, warrant).isEmpty()) {
            return new Settlement.Done();
        }
        return find(tenant, id)
                .<Settlement>map(letter -> new Settlement.Before(letter.state()))
                .orElseGet(Settlement.Absent::new);
    }

    @Override
    public List<DeadLetterId> settle(TenantId tenant, LetterFilter filter, int max, Verdict verdict, Warrant warrant) {
        checkMax(max);
        Select<Record1<UUID>> chosen = buried(tenant)
                .and(matching(filter))
                .orderBy(DLQ_PERMANENT_FAILURES.CREATED_AT, DLQ_PERMANENT_FAILURES.ID)
                .limit(max)
                .forUpdate()
                .skipLocked();
        return settle(tenant, chosen, verdict, warrant);
    }

    private static SelectConditionStep<Record1<UUID>> buried(TenantId tenant) {
        return DSL.select(DLQ_PERMANENT_FAILURES.ID)
                .from(DLQ_PERMANENT_FAILURES)
                .where(of(tenant))
                .and(DLQ_PERMANENT_FAILURES.STATE.eq(BURIED));
    }

    private List<DeadLetterId> settle(TenantId tenant, Select<Record1<UUID>> chosen, Verdict verdict, Warrant warrant) {
        SqlTemplate<GuestQueues.Settlement> statement = switch (verdict) {
            case REDRIVE -> GuestQueues.REDRIVE;
            case DISCARD -> GuestQueues.DISCARD;
        };
        return transactions
                .each(tenant)
                .fetch(statement
                        .query(new GuestQueues.Settlement(tenant, chosen, warrant))
                        .coerce(DLQ_PERMANENT_FAILURES.ID))
                .map(row -> new DeadLetterId(row.value1()));
    }

    private static Condition matching(LetterFilter filter) {
        Condition condition = DSL.trueCondition();
        if (filter.channel() != null) {
            condition = condition.and(
                    DLQ_PERMANENT_FAILURES.CHANNEL.eq(filter.channel().name()));
        }
        if (filter.reason() != null) {
            condition = condition.and(DLQ_PERMANENT_FAILURES.REASON.eq(filter.reason()));
        }
        if (!filter.age().isZero()) {
            condition = condition.and(DLQ_PERMANENT_FAILURES.CREATED_AT.le(ServerTime.ago(filter.age())));
        }
        if (filter.until() != null) {
            condition = condition.and(DLQ_PERMANENT_FAILURES.CREATED_AT.le(utc(filter.until())));
        }
        return condition;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static DeadLetter letter(Record row) {
        return new DeadLetter(
                new DeadLetterId(row.get(DLQ_PERMANENT_FAILURES.ID)),
                new TenantId(row.get(DLQ_PERMANENT_FAILURES.TENANT_ID)),
                new DeadMessage(
                        channel(row.get(DLQ_PERMANENT_FAILURES.CHANNEL)),
                        row.get(INBOX.PROVIDER_ID),
                        row.get(INBOX.GUEST),
                        row.get(INBOX.LINE),
                        row.get(INBOX.CONTENT_TYPE),
                        row.get(INBOX.BODY),
                        storable(row.get(SENT_AT)),
                        storable(row.get(RECEIVED_AT))),
                row.get(DLQ_PERMANENT_FAILURES.CREATED_AT).toInstant(),
                new Attempt(
                        row.get(DLQ_PERMANENT_FAILURES.ATTEMPTS),
                        row.get(DLQ_PERMANENT_FAILURES.REASON),
                        row.get(DLQ_PERMANENT_FAILURES.ERROR)),
                row.get(DLQ_PERMANENT_FAILURES.REDRIVES),
                state(row));
    }

    /** A message that could not be read is a dead letter, too. Its channel is shown as far as it can be. */
    private static Channel channel(String name) {
        try {
            return new Channel(name);
        } catch (IllegalArgumentException unreadable) {
            String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
            return new Channel(("unreadable-" + readable).substring(0, Math.min(30, 11 + readable.length())));
        }
    }

    private static Instant storable(OffsetDateTime time) {
        Instant instant = time.toInstant();
        if (instant.isBefore(StorableInstant.MIN)) {
            return StorableInstant.MIN;
        }
        return instant.isAfter(StorableInstant.MAX) ? StorableInstant.MAX : instant;
    }

    private static State state(Record row) {
        String state = row.get(DLQ_PERMANENT_FAILURES.STATE);
        return state.equals(BURIED)
                ? new State.Buried()
                : settled(
                        state,
                        row.get(DLQ_PERMANENT_FAILURES.SETTLED_AT),
                        row.get(DLQ_PERMANENT_FAILURES.SETTLED_BY),
                        row.get(DLQ_PERMANENT_FAILURES.SETTLED_WHY));
    }

    private static State.Settled settled(String state, OffsetDateTime settledAt, String by, String why) {
        Instant at = settledAt.toInstant();
        Warrant warrant = new Warrant(by, Printable.of(why));
        return switch (state) {
            case "redriven" -> new State.Redriven(at, warrant);
            case "discarded" -> new State.Discarded(at, warrant);
            case "abandoned" -> new State.Abandoned(at, warrant);
            default ->
                throw new StoreCorruptException(
                        "A dead letter has the state \"" + state + "\", which this version does not know. Update the"
                                + " service.",
                        new IllegalArgumentException(state));
        };
    }

    private static void checkMax(int max) {
        if (max < 1 || max > MAX) {
            throw new IllegalArgumentException("`max` is 1 to " + MAX + " dead letters, was " + max + ".");
        }
    }
}
