package io.conserje.bootstrap.metrics;

import io.conserje.application.messaging.QueueStats;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One look at the queues that several gauges share. Thread-safe. */
final class RecentLook {

    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final QueueStats stats;
    private final LongSupplier nanos;
    private QueueStats.@Nullable Snapshot last;
    private long at;

    RecentLook(QueueStats stats, LongSupplier nanos) {
        this.stats = stats;
        this.nanos = nanos;
    }

    /** How it is, or was at most five seconds ago. */
    synchronized QueueStats.Snapshot now() {
        QueueStats.Snapshot seen = last;
        long time = nanos.getAsLong();
        if (seen == null || time - at >= FRESH_NANOS) {
            seen = stats.read();
            last = seen;
            at = time;
        }
        return seen;
    }
}
