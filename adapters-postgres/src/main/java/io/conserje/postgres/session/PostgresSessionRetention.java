package io.conserje.postgres.session;

import io.conserje.application.session.SessionRetention;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;

/**
 * Removes expired sessions in the system scope, which may remove no other. A sweep goes from hotel to hotel by the
 * index of a hotel's sessions by their end, and reads no more of them than it removes. A session that is saved
 * meanwhile is judged again under its lock, and stays. Hotels that are closed are passed over.
 */
public final class PostgresSessionRetention implements SessionRetention {

    static final SqlTemplate<Integer> REMOVE =
            SqlTemplate.<Integer>of("""
                    with old as (
                      select place
                      from conserje.tenants t
                      cross join lateral (
                        select ctid as place
                        from conserje.sessions s
                        where s.tenant_id = t.tenant_id and s.expires_at <= now()
                        order by s.expires_at
                        limit :limit
                      ) expired
                      where t.tenant_id not in (select scope from conserje.closures)
                      limit :limit
                    ), removed as (
                      delete from conserje.sessions s
                      using old
                      where s.ctid = old.place and s.expires_at <= now()
                      returning 1
                    )
                    select count(*) from removed
                    """).bind("limit", limit -> limit).build();

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresSessionRetention(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int removeExpired(int max) {
        return transactions.eachForSystemByIndexOrder().count(REMOVE.query(max));
    }
}
