package io.conserje.postgres;

import io.conserje.application.session.SessionRetention;
import io.conserje.postgres.tx.Transactions;
import org.jooq.impl.DSL;

/**
 * Removes in the system scope, which may remove nothing that lives. From hotel to hotel, by the index that has each one's sessions
 * by their end: no more of them is read than is removed. What is saved meanwhile is judged again under its lock, and stays.
 */
final class PostgresSessionRetention implements SessionRetention {

    static final String REMOVE = """
            with old as (
              select place
              from conserje.tenants t
              cross join lateral (
                select ctid as place
                from conserje.sessions s
                where s.tenant_id = t.tenant_id and s.expires_at <= now()
                order by s.expires_at
                limit {0}
              ) expired
              limit {0}
            ), gone as (
              delete from conserje.sessions s
              using old
              where s.ctid = old.place and s.expires_at <= now()
              returning 1
            )
            select count(*) from gone
            """;

    private final Transactions transactions;

    PostgresSessionRetention(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int removeExpired(int most) {
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(DSL.resultQuery(REMOVE, DSL.val(most)).coerce(DSL.count()))
                .getFirst()
                .value1();
    }
}
