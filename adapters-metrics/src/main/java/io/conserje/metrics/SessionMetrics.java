package io.conserje.metrics;

import io.conserje.application.session.SessionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts reads and sweeps of guests' sessions. Thread-safe. */
final class SessionMetrics implements SessionListener {

    private final MeterRegistry registry;
    private final boolean inRedis;
    private final Counter hits;
    private final Counter misses;

    SessionMetrics(MeterRegistry registry, boolean inRedis) {
        this.registry = registry;
        this.inRedis = inRedis;
        this.hits = counter("redis.cache.hits", "Sessions that were found in Redis");
        this.misses = counter("redis.cache.misses", "Sessions that were looked for in Redis and not found");
        cleanup(true);
        cleanup(false);
        expirations();
    }

    @Override
    public void sessionRead(boolean found) {
        if (inRedis) {
            (found ? hits : misses).increment();
        }
    }

    @Override
    public void sessionsSwept(int removed, boolean complete) {
        cleanup(complete).increment();
        expirations().increment(removed);
    }

    private Counter cleanup(boolean complete) {
        return Counter.builder("session.cleanup")
                .description("Sweeps for expired sessions in PostgreSQL, by result")
                .tag("result", complete ? "success" : "error")
                .register(registry);
    }

    private Counter expirations() {
        return counter("session.expirations", "Expired sessions that sweeps removed from PostgreSQL");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
