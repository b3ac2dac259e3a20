package io.conserje.metrics;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.domain.tenancy.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the decisions about dead letters. Thread-safe. */
final class DeadLetterMetrics implements DeadLetterListener {

    private final Counter redriven;
    private final Counter discarded;

    DeadLetterMetrics(MeterRegistry registry) {
        this.redriven = decided(registry, "redriven");
        this.discarded = decided(registry, "discarded");
    }

    @Override
    public void deadLettersRedriven(TenantId hotel, int messages) {
        redriven.increment(messages);
    }

    @Override
    public void deadLettersDiscarded(TenantId hotel, int messages) {
        discarded.increment(messages);
    }

    private static Counter decided(MeterRegistry registry, String decision) {
        return Counter.builder("dlq." + decision)
                .description("Dead letters that were " + decision + " through this process")
                .register(registry);
    }
}
