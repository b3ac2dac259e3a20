package io.conserje.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.event.FanOut;
import io.conserje.application.event.Listener;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.session.SessionListener;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.application.transaction.TransactionListener.Scope;
import io.conserje.domain.tenancy.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ConserjeMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void countsEventsOnAnyRegistry() {
        List<Listener> listeners = ConserjeMetrics.on(registry);
        FanOut.to(DeadLetterListener.class, listeners).deadLettersRedriven(TenantId.DEFAULT, 3);
        FanOut.to(TransactionListener.class, listeners).transactionDone(Scope.SYSTEM);
        assertThat(registry.get("dlq.redriven").counter().count()).isEqualTo(3);
        assertThat(registry.get("rls.transactions")
                        .tag("scope", "system")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("rls.transactions")
                        .tag("scope", "tenant")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void countsReadsOfSessionsOnlyIfTheyAreInRedis() {
        FanOut.to(SessionListener.class, ConserjeMetrics.on(registry)).sessionRead(true);
        assertThat(registry.get("redis.cache.hits").counter().count()).isZero();
        FanOut.to(SessionListener.class, ConserjeMetrics.on(registry, true)).sessionRead(true);
        assertThat(registry.get("redis.cache.hits").counter().count()).isEqualTo(1);
    }

    @Test
    void oneReadServesAllGaugesOfTheQueue() {
        AtomicInteger reads = new AtomicInteger();
        new StoreGauges(nanos::get)
                .queue(() -> {
                    reads.incrementAndGet();
                    return new QueueStats.Snapshot(1, 2, 3, Duration.ofSeconds(4), 5, Duration.ofSeconds(6), 7);
                })
                .bindTo(registry);
        assertThat(gauge("queue.messages.pending")).isEqualTo(1);
        assertThat(gauge("queue.lag")).isEqualTo(4);
        assertThat(gauge("dlq.oldest.message.age")).isEqualTo(6);
        assertThat(reads).hasValue(1);
    }

    @Test
    void showsAnUnknownValueAsNaN() {
        AtomicInteger reads = new AtomicInteger();
        new StoreGauges(nanos::get)
                .tenants(() -> {
                    if (reads.incrementAndGet() == 1) {
                        throw new IllegalStateException("fails on purpose");
                    }
                    return 2;
                })
                .bindTo(registry);
        assertThat(gauge("tenants.active")).isNaN();
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(gauge("tenants.active")).isEqualTo(2);
    }

    @Test
    void showsTheAgeOfTheLastBackupIfThereWasOne() {
        AtomicReference<Optional<Duration>> age = new AtomicReference<>(Optional.empty());
        new StoreGauges(nanos::get).backups(age::get).bindTo(registry);
        assertThat(gauge("backup.age")).isNaN();
        age.set(Optional.of(Duration.ofHours(1)));
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(gauge("backup.age")).isEqualTo(3600);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
