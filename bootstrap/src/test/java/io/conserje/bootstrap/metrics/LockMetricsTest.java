package io.conserje.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.event.FanOut;
import io.conserje.application.lock.LockListener;
import io.conserje.application.lock.LockListener.Operation;
import io.conserje.application.lock.LockListener.Result;
import io.conserje.metrics.ConserjeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

final class LockMetricsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LockListener metrics = FanOut.to(LockListener.class, ConserjeMetrics.on(registry));

    @Test
    void showsEveryCounterAtZeroAtFirst() {
        assertThat(registry.scrape())
                .contains("lock_operations_total{operation=\"hold_claim\",result=\"ok\"} 0.0")
                .contains("lock_conflicts_total 0.0")
                .contains("lock_extensions_total{result=\"exhausted\"} 0.0");
    }

    @Test
    void countsEvents() {
        metrics.operationEnded(Operation.HOLD_CLAIM, Result.CONFLICT);
        metrics.operationEnded(Operation.HOLD_EXTEND, Result.LOST);
        metrics.locksExpired(3);
        metrics.auditEventsLost(2, new IllegalStateException("why"));
        assertThat(registry.scrape())
                .contains("lock_operations_total{operation=\"hold_claim\",result=\"conflict\"} 1.0")
                .contains("lock_operations_total{operation=\"hold_extend\",result=\"lost\"} 1.0")
                .contains("lock_conflicts_total 1.0")
                .contains("lock_extensions_total{result=\"lost\"} 1.0")
                .contains("lock_expirations_total 3.0")
                .contains("lock_audit_lost_total 2.0");
    }
}
