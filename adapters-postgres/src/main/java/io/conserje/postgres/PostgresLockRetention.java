package io.conserje.postgres;

import io.conserje.application.lock.LockRetention;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import org.jooq.impl.DSL;

/**
 * Removes in the system scope. Neither table has an index by age, which each claim or booking would have to keep: a batch reads
 * by the key until it has found enough. That is the order in which fences are shown, so that nobody waits for each other. What is
 * claimed or shown meanwhile is judged again under its lock, and stays.
 */
final class PostgresLockRetention implements LockRetention {

    private static final String REMOVE_LEASES = """
            with old as (
              select tenant_id, name
              from conserje.leases
              where expires_at <= now() - {0} * interval '1 microsecond'
              order by tenant_id, name
              limit {1}
            ), gone as (
              delete from conserje.leases l
              using old
              where (l.tenant_id, l.name) = (old.tenant_id, old.name)
                and l.expires_at <= now() - {0} * interval '1 microsecond'
              returning 1
            )
            select count(*) from gone
            """;

    private static final String REMOVE_FENCES = """
            with old as (
              select tenant_id, resource_id
              from conserje.fences
              where seen_at <= now() - {0} * interval '1 microsecond'
              order by tenant_id, resource_id
              limit {1}
            ), gone as (
              delete from conserje.fences f
              using old
              where (f.tenant_id, f.resource_id) = (old.tenant_id, old.resource_id)
                and f.seen_at <= now() - {0} * interval '1 microsecond'
              returning 1
            )
            select count(*) from gone
            """;

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

    private int remove(String sql, Duration age, int most) {
        return transactions
                .eachForSystem()
                .fetch(DSL.resultQuery(sql, Micros.of(age), DSL.val(most)).coerce(DSL.count()))
                .getFirst()
                .value1();
    }
}
