package io.conserje.postgres;

import io.conserje.application.lock.LockRetention;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import org.jooq.impl.DSL;

/**
 * Removes in the system scope. Neither table has an index by age, which each claim or booking would have to keep: a batch reads
 * by the key until it has found enough. That is the order in which fences are shown, so that no two wait for each
 * other. What is claimed or shown meanwhile is judged again under its lock, and stays.
 */
final class PostgresLockRetention implements LockRetention {

    private static final String REMOVE_LEASES = removing("leases", "name", "expires_at");
    private static final String REMOVE_FENCES = removing("fences", "resource_id", "seen_at");

    private final Transactions transactions;

    PostgresLockRetention(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int removeLeases(Duration ended, int most) {
        return remove(REMOVE_LEASES, ended, most);
    }

    @Override
    public int removeFences(Duration unseen, int most) {
        return remove(REMOVE_FENCES, unseen, most);
    }

    private static String removing(String table, String key, String since) {
        return """
            with old as (
              select tenant_id, %2$s
              from conserje.%1$s
              where %3$s <= now() - {0} * interval '1 microsecond'
              order by tenant_id, %2$s
              limit {1}
            ), gone as (
              delete from conserje.%1$s t
              using old
              where (t.tenant_id, t.%2$s) = (old.tenant_id, old.%2$s)
                and t.%3$s <= now() - {0} * interval '1 microsecond'
              returning 1
            )
            select count(*) from gone
            """.formatted(table, key, since);
    }

    private int remove(String sql, Duration age, int most) {
        return transactions
                .eachForSystem()
                .fetch(DSL.resultQuery(sql, Micros.of(age), DSL.val(most)).coerce(DSL.count()))
                .getFirst()
                .value1();
    }
}
