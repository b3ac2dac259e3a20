package io.conserje.metrics;

import io.conserje.application.event.Listener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * Counts Conserje's events on a Micrometer registry:
 *
 * <pre>{@code
 * Conserje.on(dataSource).listen(ConserjeMetrics.on(registry))
 * }</pre>
 *
 * <p>Every counter whose label values are known in advance exists from the start with the value 0. No label holds a
 * hotel, a guest or free text. The label {@code reason}, whose values come from handlers, has at most 51 values.
 * {@link StoreGauges} adds the figures that have to be read from a store.
 */
public final class ConserjeMetrics {

    private ConserjeMetrics() {}

    /** The listeners of an instance that keeps its sessions in PostgreSQL or in memory. */
    public static List<Listener> on(MeterRegistry registry) {
        return on(registry, false);
    }

    /**
     * The listeners of an instance. They are thread-safe.
     *
     * @param sessionsInRedis whether reads of sessions are counted as {@code redis.cache.hits} and
     *     {@code redis.cache.misses}
     */
    public static List<Listener> on(MeterRegistry registry, boolean sessionsInRedis) {
        return List.of(
                new TenancyMetrics(registry),
                new SessionMetrics(registry, sessionsInRedis),
                new MessagingMetrics(registry),
                new ReplyMetrics(registry),
                new DeadLetterMetrics(registry),
                new PauseMetrics(registry),
                new LockMetrics(registry),
                new TransactionMetrics(registry));
    }
}
