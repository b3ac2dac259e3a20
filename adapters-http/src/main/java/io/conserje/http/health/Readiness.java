package io.conserje.http.health;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the checks of dependencies concurrently, and waits for them up to a timeout. An answer is reused for one second.
 * Each check runs at most once at a time, so a check that hangs is not started again. Thread-safe.
 */
final class Readiness {

    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration MAX_AGE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private record Answer(Map<String, Boolean> dependencies, long at) {}

    private final Map<String, BooleanSupplier> checks;
    private final Duration timeout;
    private final LongSupplier ticker;
    private final ReentrantLock single = new ReentrantLock();
    private final Map<String, CompletableFuture<Boolean>> running = new LinkedHashMap<>();
    private volatile @Nullable Answer last;

    /** @param ticker nanoseconds from any origin, which measures the age of an answer */
    Readiness(Map<String, BooleanSupplier> checks, Duration timeout, LongSupplier ticker) {
        this.checks = new LinkedHashMap<>(checks);
        this.timeout = timeout;
        this.ticker = ticker;
    }

    /** Returns whether each dependency answers, in the order of the checks. */
    Map<String, Boolean> dependencies() {
        Answer known = last;
        if (known != null && isFresh(known)) {
            return known.dependencies();
        }
        single.lock();
        try {
            Answer meanwhile = last;
            if (meanwhile != null && isFresh(meanwhile)) {
                return meanwhile.dependencies();
            }
            Answer asked = new Answer(ask(), ticker.getAsLong());
            last = asked;
            return asked.dependencies();
        } finally {
            single.unlock();
        }
    }

    private boolean isFresh(Answer answer) {
        return ticker.getAsLong() - answer.at() < MAX_AGE.toNanos();
    }

    private Map<String, Boolean> ask() {
        running.values().removeIf(CompletableFuture::isDone);
        checks.forEach((name, check) -> running.computeIfAbsent(
                name, idle -> CompletableFuture.supplyAsync(() -> holds(name, check), Thread::startVirtualThread)));
        long end = System.nanoTime() + timeout.toNanos();
        Map<String, Boolean> answers = new LinkedHashMap<>();
        running.forEach((name, check) -> answers.put(name, await(name, check, end)));
        return Collections.unmodifiableMap(inOrder(answers));
    }

    /** Restores the order of the checks, because a check that still hangs comes first in {@link #running}. */
    private Map<String, Boolean> inOrder(Map<String, Boolean> answers) {
        Map<String, Boolean> ordered = new LinkedHashMap<>();
        checks.keySet().forEach(name -> ordered.put(name, Boolean.TRUE.equals(answers.get(name))));
        return ordered;
    }

    private static boolean holds(String name, BooleanSupplier check) {
        try {
            return check.getAsBoolean();
        } catch (RuntimeException failed) {
            LOG.warn("The check of {} failed", name, failed);
            return false;
        }
    }

    private boolean await(String name, CompletableFuture<Boolean> check, long end) {
        try {
            return check.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hanging) {
            LOG.warn("The check of {} did not answer within {} ms", name, timeout.toMillis());
            return false;
        } catch (ExecutionException failed) {
            LOG.error("The check of {} failed unexpectedly", name, failed);
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
