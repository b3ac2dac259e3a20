package io.conserje.postgres.queue;

import io.conserje.application.messaging.Retention;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;

/**
 * Sweeps in the system scope. Its policies let it abandon dead letters that nobody has settled, and remove nothing that
 * is pending or unsettled. Messages that another sweep removes, or that anybody has locked, are passed over, and so are
 * hotels that are closed: a transfer may keep one frozen for days.
 */
public final class PostgresRetention implements Retention {

    private record Sweep(Duration age, int limit) {}

    private static final SqlTemplate<Sweep> ABANDON =
            sweep("""
                    with late as (
                      select tenant_id, id
                      from conserje.dlq_permanent_failures
                      where state = 'buried' and created_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                      order by created_at
                      limit :limit
                      for update skip locked
                    ), abandoned as (
                      update conserje.dlq_permanent_failures d
                      set state = 'abandoned', settled_at = now(), settled_by = 'conserje', settled_why = :why
                      from late
                      where (d.tenant_id, d.id) = (late.tenant_id, late.id)
                      returning d.tenant_id, d.id
                    ), noted as (
                      insert into conserje.dlq_events (tenant_id, id, event, actor, why)
                      select tenant_id, id, 'abandoned', 'conserje', :why
                      from abandoned
                    )
                    select count(*) from abandoned
                    """).bind("why", sweep -> "older than " + sweep.age()).build();

    private static final SqlTemplate<Sweep> REMOVE_DEAD_LETTERS = sweep("""
                    with old as (
                      select tenant_id, id
                      from conserje.dlq_permanent_failures d
                      where state <> 'buried' and settled_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                        and not exists (
                          select
                          from conserje.inbox m
                          where (m.tenant_id, m.message_id) = (d.tenant_id, d.id) and m.state = 'pending')
                      order by settled_at
                      limit :limit
                    ), removed as (
                      delete from conserje.dlq_permanent_failures d
                      using old
                      where (d.tenant_id, d.id) = (old.tenant_id, old.id) and d.state <> 'buried'
                      returning d.tenant_id, d.id
                    ), removed_messages as (
                      delete from conserje.inbox m
                      using removed
                      where (m.tenant_id, m.message_id) = (removed.tenant_id, removed.id) and m.state = 'failed'
                    )
                    select count(*) from removed
                    """).build();

    /** The table has a row for each guest who got a reply in the last minutes, so it is read without an index. */
    private static final SqlTemplate<Integer> REMOVE_RATES =
            SqlTemplate.<Integer>of("""
                    with paid as (
                      select ctid as place
                      from conserje.reply_rates
                      where free_at < now() and per_second is null
                        and tenant_id not in (select scope from conserje.closures)
                      limit :limit
                      for update skip locked
                    ), removed as (
                      delete from conserje.reply_rates r
                      using paid
                      where r.ctid = paid.place
                      returning 1
                    )
                    select count(*) from removed
                    """).bind("limit", limit -> limit).build();

    private static final SqlTemplate<Sweep> REMOVE_MESSAGES = sweep("""
                    with old as (
                      select ctid as place
                      from conserje.inbox m
                      where received_at <= now() - :age_micros * interval '1 microsecond'
                        and state = 'handled' and ended_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                        and not exists (
                          select
                          from conserje.replies r
                          where (r.tenant_id, r.message_id) = (m.tenant_id, m.message_id)
                            and (r.state = 'pending' or r.dead_at is not null and r.settled_at is null))
                      order by received_at
                      limit :limit
                      for update skip locked
                    ), removed as (
                      delete from conserje.inbox m
                      using old
                      where m.ctid = old.place and m.state = 'handled'
                      returning m.tenant_id, m.channel, m.guest
                    ), silent as (
                      delete from conserje.guest_last_messages g
                      using (select distinct tenant_id, channel, guest from removed) r
                      where (g.tenant_id, g.channel, g.guest) = (r.tenant_id, r.channel, r.guest)
                        and g.last_at <= now() - :age_micros * interval '1 microsecond'
                    )
                    select count(*) from removed
                    """).build();

    private static final SqlTemplate<Sweep> REMOVE_PAYLOADS = sweep("""
                    with old as (
                      select tenant_id, message_id
                      from conserje.inbox_payloads
                      where received_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                      order by received_at
                      limit :limit
                    ), removed as (
                      delete from conserje.inbox_payloads p
                      using old
                      where (p.tenant_id, p.message_id) = (old.tenant_id, old.message_id)
                      returning p.message_id
                    )
                    select count(*) from removed
                    """).build();

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresRetention(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int abandonLetters(Duration age, int max) {
        return run(ABANDON, age, max);
    }

    @Override
    public int removeLetters(Duration age, int max) {
        return run(REMOVE_DEAD_LETTERS, age, max);
    }

    @Override
    public int removeMessages(Duration age, int max) {
        return run(REMOVE_MESSAGES, age, max);
    }

    @Override
    public int removePayloads(Duration age, int max) {
        return run(REMOVE_PAYLOADS, age, max);
    }

    @Override
    public int removeRates(int max) {
        return transactions.eachForSystem().count(REMOVE_RATES.query(max));
    }

    private static SqlTemplate.Builder<Sweep> sweep(String sql) {
        return SqlTemplate.<Sweep>of(sql)
                .bind("age_micros", sweep -> Micros.of(sweep.age()))
                .bind("limit", Sweep::limit);
    }

    private int run(SqlTemplate<Sweep> statement, Duration age, int max) {
        return transactions.eachForSystem().count(statement.query(new Sweep(age, max)));
    }
}
