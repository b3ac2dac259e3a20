package io.conserje.postgres.queue;

import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.sql.Columns;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Claims that go around the hotels: each begins behind the hotel at which the last one ended. Work that waits for a
 * time is promoted when that time has come, by whichever process claims next. Thread-safe.
 *
 * @param <T> a claimed piece of work
 */
final class Rounds<T> {

    /**
     * What one statement has claimed.
     *
     * @param last the hotel at which it ended; null if it met none
     * @param ripe whether work waits to be promoted
     * @param partial whether the statement ended before it had seen all hotels, and without all that it was asked for
     */
    record Claimed<T>(List<T> work, @Nullable String last, boolean ripe, boolean partial) {}

    /**
     * One statement that promotes.
     *
     * @param limit how many pieces of work at most
     * @param closed the hotels that are left alone
     */
    record Promotion(int limit, List<TenantId> closed) {}

    /** How many pieces of work one statement promotes at most. */
    private static final int BATCH = 500;

    /** How many statements of either kind one claim takes at most. The next claim goes on. */
    private static final int STATEMENTS = 20;

    /** Claims that got all they wanted leave the promotion to every fourth of them. */
    private static final int PATIENCE = 4;

    private static final Field<String> HOTEL = DSL.field("tenant_id", String.class);

    private final Statements statements;
    private final SqlTemplate<Integer> first;
    private final SqlTemplate<Promotion> promote;
    private final Supplier<Set<TenantId>> closed;
    private volatile @Nullable String last;

    /** How many claims have left guests to be promoted. */
    private final AtomicInteger unpromoted = new AtomicInteger();

    /**
     * @param first selects a hotel to begin at, so that processes that start together do not go around together
     * @param promote promotes at most as many as it is given, and returns how many it has looked at
     * @param closed the hotels that are left alone
     */
    Rounds(
            Statements statements,
            SqlTemplate<Integer> first,
            SqlTemplate<Promotion> promote,
            Supplier<Set<TenantId>> closed) {
        this.statements = statements;
        this.first = first;
        this.promote = promote;
        this.closed = closed;
    }

    /** Claims up to a number behind a hotel, and nothing of the hotels that the claim has served already. */
    @FunctionalInterface
    interface OneClaim<T> {
        /** @param taken what earlier statements of the same claim have taken */
        Claimed<T> claim(int limit, String after, List<T> taken);
    }

    List<T> claim(int max, OneClaim<T> claim) {
        List<T> work = new ArrayList<>();
        boolean promoted = false;
        for (int statement = 0; statement < STATEMENTS; statement++) {
            Claimed<T> next = claim.claim(max - work.size(), start(), List.copyOf(work));
            work.addAll(next.work());
            if (next.last() != null) {
                last = next.last();
            }
            boolean enough = work.size() >= max;
            boolean ripe = next.ripe() && !promoted && (!enough || unpromoted.incrementAndGet() >= PATIENCE);
            if (ripe) {
                unpromoted.set(0);
                promote();
                promoted = true;
            }
            if (enough || !(ripe || next.partial())) {
                return work;
            }
        }
        return work;
    }

    /** The hotels that are left alone, at this moment. */
    List<TenantId> closed() {
        return List.copyOf(closed.get());
    }

    private String start() {
        String known = last;
        if (known == null) {
            known = statements.fetch(first.query(100).coerce(HOTEL)).getFirst().value1();
            last = known;
        }
        return known;
    }

    private void promote() {
        for (int statement = 0; statement < STATEMENTS; statement++) {
            if (statements.count(promote.query(new Promotion(BATCH, closed()))) < BATCH) {
                return;
            }
        }
    }

    /** A statement that promotes, with its parameters bound. */
    static SqlTemplate<Promotion> promoting(SqlTemplate.Builder<Promotion> sql) {
        return sql.bind("limit", Promotion::limit)
                .bind("closed", promotion -> Columns.texts(promotion.closed(), TenantId::value))
                .build();
    }

    /**
     * Selects one of the first hotels in an index of ready work, at random.
     *
     * @param table the table of the work, with the condition of its index
     */
    static SqlTemplate<Integer> firstIn(String table) {
        return SqlTemplate.<Integer>of("""
                        with recursive hotels as (
                          select cast('' as text) as tenant_id, 0 as nth
                          union all
                          select n.tenant_id, h.nth + 1
                          from hotels h
                          cross join lateral (
                            select w.tenant_id
                            from %s and w.tenant_id > h.tenant_id
                            order by w.tenant_id, w.due_at
                            limit 1
                          ) n
                          where h.nth < :hotels
                        )
                        select tenant_id from hotels order by random() limit 1
                        """.formatted(table))
                .bind("hotels", hotels -> hotels)
                .build();
    }
}
