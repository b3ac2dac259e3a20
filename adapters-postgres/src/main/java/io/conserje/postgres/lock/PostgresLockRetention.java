package io.conserje.postgres.lock;

import io.conserje.application.lock.LockRetention;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;

/**
 * Removes in the system scope what locks leave behind. Neither table has an index by age, as each claim or booking
 * would have to maintain it. A sweep reads rows in the order of their key until it has found enough. Fences are written
 * in the same order, so that a sweep and a booking cannot wait for each other. A row that changes meanwhile is judged
 * again under its lock. Hotels that are closed are passed over.
 */
public final class PostgresLockRetention implements LockRetention {

    private record Sweep(Duration age, int limit) {}

    private static final SqlTemplate<Sweep> REMOVE_LEASES = sweep("""
                    with old as (
                      select tenant_id, name
                      from conserje.leases
                      where expires_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                      order by tenant_id, name
                      limit :limit
                    ), removed as (
                      delete from conserje.leases l
                      using old
                      where (l.tenant_id, l.name) = (old.tenant_id, old.name)
                        and l.expires_at <= now() - :age_micros * interval '1 microsecond'
                      returning 1
                    )
                    select count(*) from removed
                    """);

    private static final SqlTemplate<Sweep> REMOVE_FENCES = sweep("""
                    with old as (
                      select tenant_id, resource_id
                      from conserje.fences
                      where seen_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                      order by tenant_id, resource_id
                      limit :limit
                    ), removed as (
                      delete from conserje.fences f
                      using old
                      where (f.tenant_id, f.resource_id) = (old.tenant_id, old.resource_id)
                        and f.seen_at <= now() - :age_micros * interval '1 microsecond'
                      returning 1
                    )
                    select count(*) from removed
                    """);

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresLockRetention(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int removeLeases(Duration ended, int max) {
        return run(REMOVE_LEASES, new Sweep(ended, max));
    }

    @Override
    public int removeFences(Duration unseen, int max) {
        return run(REMOVE_FENCES, new Sweep(unseen, max));
    }

    private static SqlTemplate<Sweep> sweep(String sql) {
        return SqlTemplate.<Sweep>of(sql)
                .bind("age_micros", sweep -> Micros.of(sweep.age()))
                .bind("limit", Sweep::limit)
                .build();
    }

    private int run(SqlTemplate<Sweep> statement, Sweep sweep) {
        return transactions.eachForSystem().count(statement.query(sweep));
    }
}
