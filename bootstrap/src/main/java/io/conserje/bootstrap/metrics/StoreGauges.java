package io.conserje.bootstrap.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges that a store has to be asked for, which may take its time or be away. Each source is asked on a thread of its own, once
 * at a time, when a scrape finds that the last answer, or failure, is 15 s old. The scrape waits for all of them together for at
 * most a second and then shows what is known. What was not answered for two minutes is left out, and so is what could not be found
 * out the last time. Thread-safe.
 *
 * <p>Written by hand: Prometheus keeps the ending {@code _total} for counters, and Micrometer takes it off gauges, but dashboards
 * know some of these by it.
 */
final class StoreGauges {

    private static final Logger LOG = LoggerFactory.getLogger(StoreGauges.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long SHOWN_NANOS = Duration.ofMinutes(2).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final List<Source> sources = new CopyOnWriteArrayList<>();

    /** One gauge, and where it is in what a source answers. */
    record Figure<S>(String name, String help, ToLongFunction<S> value) {

        private String in(S answer) {
            return "# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n" + name + " "
                    + value.applyAsLong(answer) + "\n";
        }
    }

    StoreGauges(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Shows these figures of what the source answers; it may take its time and may throw. */
    <S> void add(Supplier<S> source, List<Figure<S>> figures) {
        sources.add(new Source(() -> {
            S answer = source.get();
            return figures.stream().map(figure -> figure.in(answer)).collect(Collectors.joining());
        }));
    }

    String scrape() {
        CompletableFuture.allOf(sources.stream().map(Source::refreshed).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return sources.stream().map(Source::known).collect(Collectors.joining());
    }

    private final class Source {

        /** The lines of all figures; none if they could not be found out. */
        private record Answer(String lines, long at) {}

        private final Supplier<String> lines;
        private final Lock beginning = new ReentrantLock();
        private CompletableFuture<Void> asking = CompletableFuture.completedFuture(null);
        private volatile @Nullable Answer last;

        Source(Supplier<String> lines) {
            this.lines = lines;
        }

        /** Done when there is nothing more to wait for. */
        CompletableFuture<Void> refreshed() {
            beginning.lock();
            try {
                if (asking.isDone() && isOlderThan(FRESH_NANOS)) {
                    asking = CompletableFuture.runAsync(
                            this::ask, ask -> Thread.ofVirtual().name("gauges").start(ask));
                }
                return asking;
            } finally {
                beginning.unlock();
            }
        }

        String known() {
            Answer answer = last;
            return answer == null || isOlderThan(SHOWN_NANOS) ? "" : answer.lines();
        }

        private boolean isOlderThan(long age) {
            Answer answer = last;
            return answer == null || nanos.getAsLong() - answer.at() >= age;
        }

        private void ask() {
            String answer = answer();
            last = new Answer(answer, nanos.getAsLong());
        }

        private String answer() {
            try {
                return lines.get();
            } catch (RuntimeException | Error e) {
                LOG.debug("Gauges are left out", e);
                return "";
            }
        }
    }
}
