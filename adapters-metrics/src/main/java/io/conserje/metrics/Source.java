package io.conserje.metrics;

import io.conserje.metrics.StoreGauges.Reading;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One read of a store that serves several gauges, and what it returned last. Thread-safe. */
final class Source<S> {

    private static final Logger LOG = System.getLogger(Source.class.getName());
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long SHOWN_NANOS = Duration.ofMinutes(2).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** @param readings empty if the read failed */
    private record Answer(List<Reading> readings, long at) {}

    private final Supplier<S> store;
    private final List<Figure<S>> figures;
    private final LongSupplier nanos;
    private final Lock starting = new ReentrantLock();
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> patience = running;
    private volatile @Nullable Answer last;

    Source(Supplier<S> store, List<Figure<S>> figures, LongSupplier nanos) {
        this.store = store;
        this.figures = figures;
        this.nanos = nanos;
    }

    List<Figure<S>> figures() {
        return figures;
    }

    /**
     * Starts a read if the last one ended 15 seconds ago.
     *
     * @return completes when the read that runs has ended, or one second after it started
     */
    CompletableFuture<Void> refresh() {
        starting.lock();
        try {
            if (running.isDone() && isOlderThan(FRESH_NANOS)) {
                running = CompletableFuture.runAsync(
                        this::read, task -> Thread.ofVirtual().name("gauges").start(task));
                patience = running.copy().completeOnTimeout(null, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            }
            return patience;
        } finally {
            starting.unlock();
        }
    }

    /** The values of the last read; none if it failed or is too old. */
    List<Reading> known() {
        Answer answer = last;
        return answer == null || isOlderThan(SHOWN_NANOS) ? List.of() : answer.readings();
    }

    private boolean isOlderThan(long age) {
        Answer answer = last;
        return answer == null || nanos.getAsLong() - answer.at() >= age;
    }

    private void read() {
        List<Reading> readings = readings();
        last = new Answer(readings, nanos.getAsLong());
    }

    private List<Reading> readings() {
        try {
            S answer = store.get();
            return figures.stream().map(figure -> figure.in(answer)).toList();
        } catch (RuntimeException | Error failed) {
            LOG.log(Level.DEBUG, "Gauges are left out", failed);
            return List.of();
        }
    }
}
