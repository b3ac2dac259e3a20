package io.conserje.postgres.queue;

import io.conserje.application.outbound.ScheduledMessages;
import io.conserje.application.store.ResultLimit;
import io.conserje.postgres.sql.Micros;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The messages of all hotels in {@code conserje.outbound_messages}. Every call runs in the system scope. */
public final class PostgresScheduledMessages implements ScheduledMessages {

    private static final String LATE = "the guest had not written for so long that only a template can be sent";

    private record Sweep(Duration age, int limit) {}

    private static final SqlTemplate<Integer> MOVE = SqlTemplate.<Integer>read(
                    PostgresScheduledMessages.class, "move_scheduled.sql")
            .bind("limit", limit -> limit)
            .bind("cause", limit -> LATE)
            .build();

    private static final SqlTemplate<Sweep> FORGET = SqlTemplate.<Sweep>of("""
                    with old as (
                      select ctid as place
                      from conserje.outbound_messages o
                      where ended_at <= now() - :age_micros * interval '1 microsecond'
                        and tenant_id not in (select scope from conserje.closures)
                        and not exists (
                          select
                          from conserje.replies r
                          where r.tenant_id = o.tenant_id and r.reply_id = any (o.reply_ids)
                            and (r.state = 'pending' or r.dead_at is not null and r.settled_at is null))
                      order by ended_at
                      limit :limit
                      for update skip locked
                    ), removed as (
                      delete from conserje.outbound_messages o
                      using old
                      where o.ctid = old.place
                      returning o.tenant_id, o.reply_ids
                    ), removed_replies as (
                      delete from conserje.replies r
                      using removed
                      where r.tenant_id = removed.tenant_id and r.reply_id = any (removed.reply_ids)
                        and r.message_id is null
                    )
                    select count(*) from removed
                    """)
            .bind("age_micros", sweep -> Micros.of(sweep.age()))
            .bind("limit", Sweep::limit)
            .build();

    private static final Field<Integer> MOVED = DSL.field("moved", Integer.class);
    private static final Field<Integer> TOO_LATE = DSL.field("late", Integer.class);

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresScheduledMessages(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Moving moveDue(int max) {
        ResultLimit.check(max);
        return transactions
                .eachForSystemByIndexOrder()
                .fetch(MOVE.query(max).coerce(MOVED, TOO_LATE))
                .map(row -> new Moving(row.value1(), row.value2()))
                .getFirst();
    }

    @Override
    public int forget(Duration age, int max) {
        ResultLimit.check(max);
        return transactions.eachForSystem().count(FORGET.query(new Sweep(age, max)));
    }
}
