package io.conserje.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.event.FanOut;
import io.conserje.application.event.Listener;
import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.HostCall;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.process.Heartbeats;
import io.conserje.application.session.SessionListener;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.application.transaction.TransactionListener.Scope;
import io.conserje.domain.tenancy.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
                    return new QueueStats.Snapshot(1, 2, 3, Duration.ofSeconds(4), 5, Duration.ofSeconds(6), 7, 8);
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

    @Test
    void countsCallsThatGoOnAfterTheirInterrupt() {
        MessagingListener messaging = FanOut.to(MessagingListener.class, ConserjeMetrics.on(registry));
        messaging.callCancelled(HostCall.Code.HANDLER, Cancellation.Reason.TIME_OVER);
        messaging.callCancelled(HostCall.Code.HANDLER, Cancellation.Reason.STOPPING);
        messaging.cancelledCallEnded(HostCall.Code.HANDLER);
        assertThat(registry.get("calls.overdue").tag("code", "handler").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("calls.overdue").tag("code", "sender").gauge().value())
                .isZero();
        assertThat(registry.get("calls.cancelled")
                        .tags("code", "handler", "reason", "time_over")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void showsWhenALoopLastTurned() {
        Heartbeats heartbeats = new Heartbeats(nanos::get);
        new LoopGauges(heartbeats).bindTo(registry);
        assertThat(loopAge("renew")).isNaN();
        Heartbeats.Beat beat = heartbeats.begin("renew", Duration.ofMinutes(1));
        nanos.addAndGet(Duration.ofSeconds(90).toNanos());
        assertThat(loopAge("renew")).isEqualTo(90);
        beat.turned();
        assertThat(loopAge("renew")).isZero();
    }

    private double loopAge(String loop) {
        return registry.get("loop.last.turn.age").tag("loop", loop).timeGauge().value(TimeUnit.SECONDS);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
