package io.conserje.postgres.queue;

import io.conserje.application.messaging.QueueStats;
import io.conserje.postgres.sql.SqlTemplate;
import io.conserje.postgres.tx.Transactions;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** One statement over the indexes of pending work. It reads at most {@link QueueStats#MAX} entries of each. */
public final class PostgresQueueStats implements QueueStats {

    private static final SqlTemplate<Integer> READ = SqlTemplate.<Integer>of(
                    """
                    select q.pending, q.in_hand, q.paused, q.lag, d.buried, d.oldest, r.unsent, d.overflowed
                    from (
                      select coalesce(sum(cardinality(waiting) + backlog), 0) as pending,
                        count(*) filter (where held) as in_hand,
                        count(*) filter (where (due_at > now() or stopped) and not held) as paused,
                        cast(1000000 * coalesce(extract(epoch from
                            now() - min(due_at) filter (where due_at <= now() and not stopped and not held)), 0)
                          as bigint) as lag
                      from (
                        select waiting, backlog, due_at, leased_until is not null and leased_until > now() as held,
                          exists :stopped as stopped
                        from (
                          select tenant_id, channel, waiting, backlog, due_at, leased_until
                          from conserje.guest_queues
                          where tenant_id <> ''
                          order by tenant_id, due_at
                          limit :limit
                        ) q
                      ) busy
                    ) q
                    cross join (
                      select count(*) as buried, count(*) filter (where reason = ':too_many') as overflowed,
                        cast(coalesce(extract(epoch from now() - min(created_at)), 0) * 1000000 as bigint) as oldest
                      from (
                        select created_at, reason
                        from conserje.dlq_permanent_failures
                        where state = 'buried'
                        order by created_at
                        limit :limit
                      ) dead_letters
                    ) d
                    cross join (
                      select count(*) as unsent
                      from (select 1 from conserje.replies where state = 'pending' limit :limit) recorded
                    ) r
                    """.replace(":too_many", GuestQueues.TOO_MANY))
            .include("stopped", GuestQueues.class, GuestQueues.STOPPED)
            .bind("limit", DSL::inline)
            .build();

    private static final Field<Long> PENDING = DSL.field("pending", Long.class);
    private static final Field<Long> IN_HAND = DSL.field("in_hand", Long.class);
    private static final Field<Long> PAUSED = DSL.field("paused", Long.class);
    private static final Field<Long> LAG = DSL.field("lag", Long.class);
    private static final Field<Long> BURIED = DSL.field("buried", Long.class);
    private static final Field<Long> OLDEST = DSL.field("oldest", Long.class);
    private static final Field<Long> UNSENT = DSL.field("unsent", Long.class);

    private static final Field<Long> OVERFLOWED = DSL.field("overflowed", Long.class);

    private final Transactions transactions;

    /** Every call is a transaction of its own. */
    public PostgresQueueStats(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Snapshot read() {
        Record row = transactions
                .eachForSystem()
                .fetch(READ.query(MAX).coerce(PENDING, IN_HAND, PAUSED, LAG, BURIED, OLDEST, UNSENT, OVERFLOWED))
                .getFirst();
        return new Snapshot(
                row.get(PENDING),
                row.get(IN_HAND),
                row.get(PAUSED),
                micros(row.get(LAG)),
                row.get(BURIED),
                micros(row.get(OLDEST)),
                row.get(UNSENT),
                row.get(OVERFLOWED));
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
