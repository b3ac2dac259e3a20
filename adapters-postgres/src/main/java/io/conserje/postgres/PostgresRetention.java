package io.conserje.postgres;

import io.conserje.application.messaging.Retention;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import org.jooq.impl.DSL;

/** Sweeps in the system scope; its policies let it touch nothing that is pending or buried, but to abandon the latter. */
final class PostgresRetention implements Retention {

    private static final String ABANDON = """
            with late as (
              select tenant_id, id
              from conserje.dlq_permanent_failures
              where state = 'buried' and created_at <= now() - {0} * interval '1 microsecond'
              order by created_at
              limit {1}
              for update skip locked
            ), given_up as (
              update conserje.dlq_permanent_failures d
              set state = 'abandoned', settled_at = now(), settled_by = 'conserje', settled_why = {2}
              from late
              where (d.tenant_id, d.id) = (late.tenant_id, late.id)
              returning d.tenant_id, d.id
            ), noted as (
              insert into conserje.dlq_events (tenant_id, id, event, actor, why)
              select tenant_id, id, 'abandoned', 'conserje', {2}
              from given_up
            )
            select count(*) from given_up
            """;

    private static final String REMOVE_LETTERS = """
            with old as (
              select tenant_id, id
              from conserje.dlq_permanent_failures d
              where state <> 'buried' and settled_at <= now() - {0} * interval '1 microsecond'
                and not exists (
                  select
                  from conserje.inbox m
                  where (m.tenant_id, m.message_id) = (d.tenant_id, d.id) and m.state = 'pending')
              order by settled_at
              limit {1}
            ), gone as (
              delete from conserje.dlq_permanent_failures d
              using old
              where (d.tenant_id, d.id) = (old.tenant_id, old.id) and d.state <> 'buried'
              returning d.tenant_id, d.id
            ), forgotten as (
              delete from conserje.inbox m
              using gone
              where (m.tenant_id, m.message_id) = (gone.tenant_id, gone.id) and m.state = 'failed'
            )
            select count(*) from gone
            """;

    private static final String REMOVE_MESSAGES = """
            with old as (
              select tenant_id, message_id
              from conserje.inbox m
              where received_at <= now() - {0} * interval '1 microsecond'
                and state = 'handled' and ended_at <= now() - {0} * interval '1 microsecond'
                and not exists (
                  select
                  from conserje.replies r
                  where (r.tenant_id, r.message_id) = (m.tenant_id, m.message_id) and r.state = 'pending')
              order by received_at
              limit {1}
            ), gone as (
              delete from conserje.inbox m
              using old
              where (m.tenant_id, m.message_id) = (old.tenant_id, old.message_id) and m.state = 'handled'
              returning 1
            )
            select count(*) from gone
            """;

    private final Transactions transactions;

    PostgresRetention(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int abandonLetters(Duration age, int most) {
        return sweep(ABANDON, age, most);
    }

    @Override
    public int removeLetters(Duration age, int most) {
        return sweep(REMOVE_LETTERS, age, most);
    }

    @Override
    public int removeMessages(Duration age, int most) {
        return sweep(REMOVE_MESSAGES, age, most);
    }

    private int sweep(String sql, Duration age, int most) {
        return transactions
                .eachForSystem()
                .fetch(DSL.resultQuery(sql, Micros.of(age), DSL.val(most), DSL.val("older than " + age))
                        .coerce(DSL.count()))
                .getFirst()
                .value1();
    }
}
