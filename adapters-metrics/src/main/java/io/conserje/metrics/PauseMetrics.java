package io.conserje.metrics;

import io.conserje.application.messaging.Turn;
import io.conserje.application.pause.Breaker;
import io.conserje.application.pause.PauseListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what breakers do, and the messages that wait without an attempt. Thread-safe. */
final class PauseMetrics implements PauseListener {

    private final Counter opened;
    private final Counter closed;
    private final Counter probes;
    private final Counter held;

    PauseMetrics(MeterRegistry registry) {
        this.opened = counter(registry, "queue.breakers.opened", "Hotels whose messages began to wait by themselves");
        this.closed = counter(registry, "queue.breakers.closed", "Hotels whose messages ceased to wait by themselves");
        this.probes = counter(registry, "queue.probes.failed", "Messages of waiting hotels that were tried and failed");
        this.held = counter(registry, "queue.messages.held", "Messages that were put aside, without an attempt");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    @Override
    public void breakerOpened(Breaker breaker) {
        opened.increment();
    }

    @Override
    public void breakerClosed(Breaker breaker) {
        closed.increment();
    }

    @Override
    public void probeFailed(Turn turn, String reason) {
        probes.increment();
    }

    @Override
    public void messageHeld(Turn turn, String why) {
        held.increment();
    }
}
