package io.conserje.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.event.FanOut;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Turn;
import io.conserje.application.process.Closure;
import io.conserje.application.process.Gate;
import io.conserje.application.process.GateListener;
import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import io.conserje.application.session.SessionListener;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.application.transaction.TransactionListener.Scope;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.http.WebhookListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final GuestRef GUEST = GuestRef.phone(Channel.WHATSAPP, "+5491112345678");
    private static final UUID ID = new UUID(1, 2);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Metrics metrics = new Metrics(true, nanos::get);
    private final TenancyListener tenancy = FanOut.to(TenancyListener.class, metrics.listeners());
    private final SessionListener sessions = FanOut.to(SessionListener.class, metrics.listeners());
    private final MessagingListener messaging = FanOut.to(MessagingListener.class, metrics.listeners());
    private final DeadLetterListener deadLetters = FanOut.to(DeadLetterListener.class, metrics.listeners());
    private final TransactionListener transactions = FanOut.to(TransactionListener.class, metrics.listeners());

    @AfterEach
    void close() {
        metrics.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant_resolution_total{result=\"hit\"} 0.0",
                "tenant_resolution_total{result=\"default\"} 0.0",
                "tenant_resolution_total{result=\"unknown\"} 0.0",
                "tenant_resolution_total{result=\"inactive\"} 0.0",
                "redis_cache_hits_total 0.0",
                "redis_cache_misses_total 0.0",
                "webhook_messages_total{result=\"accepted\"} 0.0",
                "webhook_messages_total{result=\"duplicate\"} 0.0",
                "webhook_messages_total{result=\"invalid_signature\"} 0.0",
                "dlq_messages_total{reason=\"handler_failed\"} 0.0",
                "dlq_retries_total{result=\"success\"} 0.0",
                "dlq_retries_total{result=\"failure\"} 0.0",
                "dlq_retries_total{result=\"max_retries_exceeded\"} 0.0",
                "dlq_permanent_failures_total{reason=\"handler_failed\"} 0.0",
                "replies_total{result=\"sent\"} 0.0",
                "rls_transactions_total{scope=\"tenant\"} 0.0",
                "rls_transactions_total{scope=\"system\"} 0.0",
                "session_cleanup_total{result=\"success\"} 0.0",
                "session_cleanup_total{result=\"error\"} 0.0",
                "session_expirations_total 0.0",
                "dlq_redriven_total 0.0",
                "dlq_discarded_total 0.0",
                "dlq_messages_expired_total 0.0",
                "dlq_retry_latency_seconds_count 0"
            })
    void showsEveryCounterAtZeroAtFirst(String line) {
        assertThat(metrics.scrape().lines()).contains(line);
    }

    @Test
    void showsTheJvm() {
        assertThat(metrics.scrape())
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_threads_live_threads")
                .contains("process_uptime_seconds");
    }

    @Test
    void countsHowHotelsWereFound() {
        Tenant tenant = Tenant.named(TenantId.DEFAULT, "Hotel Default");
        tenancy.tenantResolved(new Resolution.Resolved(tenant, Resolution.Means.HIT));
        tenancy.tenantResolved(new Resolution.Resolved(tenant, Resolution.Means.HIT));
        tenancy.tenantResolved(new Resolution.Resolved(tenant, Resolution.Means.DEFAULT));
        tenancy.tenantResolved(new Resolution.Unknown());
        tenancy.tenantResolved(new Resolution.Inactive(TenantId.DEFAULT));

        assertShows("tenant_resolution_total{result=\"hit\"} 2.0");
        assertShows("tenant_resolution_total{result=\"default\"} 1.0");
        assertShows("tenant_resolution_total{result=\"unknown\"} 1.0");
        assertShows("tenant_resolution_total{result=\"inactive\"} 1.0");
    }

    @Test
    void countsReadsOfRedisOnlyIfSessionsAreThere() {
        sessions.sessionRead(true);
        sessions.sessionRead(false);
        sessions.sessionRead(false);

        assertShows("redis_cache_hits_total 1.0");
        assertShows("redis_cache_misses_total 2.0");

        try (Metrics elsewhere = new Metrics(false, System::nanoTime)) {
            FanOut.to(SessionListener.class, elsewhere.listeners()).sessionRead(true);
            assertThat(elsewhere.scrape().lines()).contains("redis_cache_hits_total 0.0");
        }
    }

    @Test
    void countsUnitsOfWorkByScope() {
        transactions.transactionDone(Scope.TENANT);
        transactions.transactionDone(Scope.TENANT);
        transactions.transactionDone(Scope.SYSTEM);

        assertShows("rls_transactions_total{scope=\"tenant\"} 2.0");
        assertShows("rls_transactions_total{scope=\"system\"} 1.0");
    }

    @Test
    void countsSweepsAndWhatTheyRemovedBeforeAFailure() {
        sessions.sessionsSwept(3, true);
        sessions.sessionsSwept(0, true);
        sessions.sessionsSwept(2, false);

        assertShows("session_cleanup_total{result=\"success\"} 2.0");
        assertShows("session_cleanup_total{result=\"error\"} 1.0");
        assertShows("session_expirations_total 5.0");
    }

    @Test
    void countsWhatChannelsDelivered() {
        metrics.webhook(WebhookListener.Result.ACCEPTED, 3);
        metrics.webhook(WebhookListener.Result.DUPLICATE, 1);

        assertShows("webhook_messages_total{result=\"accepted\"} 3.0");
        assertShows("webhook_messages_total{result=\"duplicate\"} 1.0");
    }

    @Test
    void countsTheFirstFailureAndThenRetries() {
        messaging.messageRetried(turn(0), new Attempt(1, "handler_failed", "x"), Duration.ofMinutes(1));
        messaging.messageRetried(turn(1), new Attempt(2, "handler_failed", "x"), Duration.ofMinutes(2));
        messaging.messageHandled(turn(2), 1);
        messaging.messageDeadLettered(turn(3), new Attempt(4, "handler_failed", "x"));

        assertShows("dlq_messages_total{reason=\"handler_failed\"} 1.0");
        assertShows("dlq_retries_total{result=\"failure\"} 1.0");
        assertShows("dlq_retries_total{result=\"success\"} 1.0");
        assertShows("dlq_retries_total{result=\"max_retries_exceeded\"} 1.0");
        assertShows("dlq_permanent_failures_total{reason=\"handler_failed\"} 1.0");
    }

    @Test
    void showsTheTimeOfRetries() {
        messaging.attemptEnded(turn(0), Duration.ofSeconds(9));
        messaging.attemptEnded(turn(1), Duration.ofMillis(200));
        messaging.attemptEnded(turn(2), Duration.ofMillis(1800));

        assertShows("dlq_retry_latency_seconds_count 2");
        assertShows("dlq_retry_latency_seconds_sum 2.0");
        assertShows("dlq_retry_latency_seconds_bucket{le=\"0.25\"} 1");
    }

    @Test
    void countsDecisionsAboutDeadLetters() {
        deadLetters.deadLettersRedriven(TenantId.DEFAULT, 3);
        deadLetters.deadLettersDiscarded(TenantId.DEFAULT, 2);

        assertShows("dlq_redriven_total 3.0");
        assertShows("dlq_discarded_total 2.0");
    }

    @Test
    void countsAPermanentFailureWithoutARetry() {
        messaging.messageDeadLettered(turn(0), new Attempt(1, "bad_content", "x"));
        messaging.messageHandled(turn(0), 1);

        assertShows("dlq_messages_total{reason=\"bad_content\"} 1.0");
        assertShows("dlq_permanent_failures_total{reason=\"bad_content\"} 1.0");
        assertShows("dlq_retries_total{result=\"max_retries_exceeded\"} 0.0");
        assertShows("dlq_retries_total{result=\"success\"} 0.0");
    }

    @Test
    void limitsReasonsToFiftyAndOther() {
        for (int i = 0; i < 200; i++) {
            messaging.messageDeadLettered(turn(0), new Attempt(1, "reason_" + i, "x"));
        }

        String text = metrics.scrape();
        assertThat(text.lines().filter(line -> line.startsWith("dlq_messages_total{")))
                .hasSize(51);
        assertThat(text.lines().filter(line -> line.startsWith("dlq_permanent_failures_total{")))
                .hasSize(51);
        assertThat(text.lines()).contains("dlq_messages_total{reason=\"other\"} 155.0");
    }

    @Test
    void countsPostponedMessages() {
        assertShows("queue_messages_postponed_total 0.0");
        messaging.messagePostponed(turn(0), Duration.ofSeconds(5), new StoreUnavailableException("away", null));
        assertShows("queue_messages_postponed_total 1.0");
        assertShows("dlq_messages_total{reason=\"store_unavailable\"} 0.0");
    }

    @Test
    void countsReplies() {
        OutboundReply reply = new OutboundReply(ID, TenantId.DEFAULT, GUEST, null, new Reply("Hola"), 0, ID);
        messaging.replySent(reply);
        messaging.replyDelayed(reply, "x");
        messaging.replyUncertain(reply, "x");
        messaging.replyRefused(reply, "x");

        assertShows("replies_total{result=\"sent\"} 1.0");
        assertShows("replies_total{result=\"delayed\"} 1.0");
        assertShows("replies_total{result=\"uncertain\"} 1.0");
        assertShows("replies_total{result=\"refused\"} 1.0");
    }

    @Test
    void timesRequestsByRoute() {
        metrics.http("POST", "/api/webhooks/whatsapp", 200, 1_500_000);

        String labels = "{method=\"POST\",status=\"200\",uri=\"/api/webhooks/whatsapp\"}";
        assertShows("http_server_requests_seconds_count" + labels + " 1");
        assertShows("http_server_requests_seconds_sum" + labels + " 0.0015");
        assertThat(metrics.scrape()).contains("http_server_requests_seconds_bucket");
    }

    @Test
    void showsTheGaugesThatThePlanCallsTotal() {
        metrics.stores().sessions(() -> 7);
        metrics.stores().tenants(() -> 2);

        assertThat(metrics.scrape()).endsWith("""
                # HELP session_active_total Guest sessions that are live
                # TYPE session_active_total gauge
                session_active_total 7
                # HELP tenants_active_total Hotels that are active
                # TYPE tenants_active_total gauge
                tenants_active_total 2
                """);
    }

    @Test
    void readsStoresAtMostEveryFifteenSeconds() {
        AtomicLong asked = new AtomicLong();
        metrics.stores().sessions(asked::incrementAndGet);

        assertShows("session_active_total 1");
        nanos.addAndGet(Duration.ofSeconds(15).toNanos() - 1);
        assertShows("session_active_total 1");
        nanos.addAndGet(1);
        assertShows("session_active_total 2");
    }

    @Test
    void leavesOutAGaugeThatCannotBeRead() {
        AtomicLong asked = new AtomicLong();
        metrics.stores().sessions(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("the store is away");
            }
            return 3;
        });

        assertThat(metrics.scrape()).doesNotContain("session_active_total");
        assertThat(metrics.scrape()).doesNotContain("session_active_total");
        assertThat(asked).hasValue(1);
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertShows("session_active_total 3");
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void aScrapeDoesNotWaitForAHangingStore() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().sessions(() -> {
            asked.incrementAndGet();
            return answer.join();
        });
        metrics.stores().tenants(() -> 2);

        assertThat(metrics.scrape()).contains("tenants_active_total 2").doesNotContain("session_active_total");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(metrics.scrape()).contains("tenants_active_total 2").doesNotContain("session_active_total");
        assertThat(asked).as("concurrent reads").hasValue(1);

        answer.complete(7);
        await().untilAsserted(() -> assertShows("session_active_total 7"));
        assertThat(asked).hasValue(1);
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void showsTheLastValueOfAHangingStoreForTwoMinutes() {
        CompletableFuture<Integer> second = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().sessions(() -> asked.incrementAndGet() == 1 ? 1 : second.join());

        assertShows("session_active_total 1");
        nanos.addAndGet(Duration.ofMinutes(2).toNanos() - 1);
        assertShows("session_active_total 1");
        nanos.addAndGet(1);
        assertThat(metrics.scrape()).doesNotContain("session_active_total");
        second.complete(2);
        await().untilAsserted(() -> assertShows("session_active_total 2"));
    }

    @Test
    void leavesOutAGaugeAsSoonAsAReadFails() {
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().sessions(() -> {
            if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("the store is away");
            }
            return 7;
        });

        assertShows("session_active_total 7");
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(metrics.scrape()).doesNotContain("session_active_total");
    }

    @Test
    void waitsFifteenSecondsAfterASlowRead() {
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().sessions(() -> {
            nanos.addAndGet(Duration.ofSeconds(15).toNanos());
            return asked.incrementAndGet();
        });

        assertShows("session_active_total 1");
        assertShows("session_active_total 1");
    }

    @Test
    void readsAgainAfterAnError() {
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().sessions(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new AssertionError("once");
            }
            return 3;
        });

        assertThat(metrics.scrape()).doesNotContain("session_active_total");
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertShows("session_active_total 3");
    }

    @Test
    void oneReadServesAllGaugesOfTheQueue() {
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().queue(() -> {
            asked.incrementAndGet();
            return new QueueStats.Snapshot(1, 2, 3, Duration.ofSeconds(4), 5, Duration.ofSeconds(6), 7, 8);
        });

        assertThat(metrics.scrape().lines())
                .contains(
                        "queue_messages_pending 1",
                        "queue_messages_in_hand 2",
                        "queue_guests_paused 3",
                        "queue_lag_seconds 4",
                        "dlq_queue_size 5",
                        "dlq_guest_queue_full 8",
                        "dlq_oldest_message_age_seconds 6",
                        "queue_replies_unsent 7");
        assertThat(asked).hasValue(1);
    }

    @Test
    void countsLiveProcessesAndTellsWhatIsClosed() {
        InMemory.OwnDatabase database = InMemory.ownDatabase(InstantSource.system());
        database.report(new Identity(ID, "1", 1, "node-1", false), State.FROZEN, 3);
        database.report(new Identity(new UUID(3, 4), "1", 1, "node-2", false), State.SERVING, 0);
        database.close(new Closure(null, Closure.Kind.FROZEN, "moves", Instant.EPOCH));
        database.close(new Closure(TenantId.DEFAULT, Closure.Kind.FROZEN, "moves", Instant.EPOCH));
        Gate gate = new Gate(database, 1, 1, GateListener.NONE);
        gate.refresh();
        metrics.stores().processes(database, gate);

        assertThat(metrics.scrape().lines())
                .contains(
                        "processes_serving 1",
                        "processes_waiting 0",
                        "processes_frozen 1",
                        "processes_stopping 0",
                        "database_closed 1",
                        "hotels_closed 1");
    }

    @Test
    void aFailedReadIsNotRepeatedPerGauge() {
        AtomicInteger asked = new AtomicInteger();
        metrics.stores().queue(() -> {
            asked.incrementAndGet();
            throw new IllegalStateException("the store is away");
        });

        assertThat(metrics.scrape()).doesNotContain("queue_messages_pending");
        assertThat(asked).hasValue(1);
    }

    @Test
    void countsEachMessageOfATurn() {
        Turn.Further more = new Turn.Further(new MessageId(ID), turn(0).message());
        Turn three = turn(0).with(List.of(more, more));
        messaging.messageHandled(three, 1);
        messaging.messageRetried(three, new Attempt(1, "handler_failed", "x"), Duration.ofMinutes(1));
        messaging.messageDeferred(three, Duration.ofMinutes(1));
        messaging.messageGivenBack(three);
        messaging.leaseLost(three);

        assertShows("queue_messages_joined_total 2.0");
        assertShows("dlq_messages_total{reason=\"handler_failed\"} 3.0");
        assertShows("queue_messages_deferred_total 3.0");
        assertShows("queue_messages_given_back_total 3.0");
        assertShows("queue_leases_lost_total 3.0");
    }

    @Test
    void showsNoGuestAndNoHotel() {
        messaging.messageRetried(turn(0), new Attempt(1, "handler_failed", "x"), Duration.ofMinutes(1));
        tenancy.tenantResolved(new Resolution.Inactive(new TenantId("hotel-secreto")));

        assertThat(metrics.scrape()).doesNotContain("5491112345678").doesNotContain("hotel-secreto");
    }

    private void assertShows(String line) {
        assertThat(metrics.scrape().lines()).contains(line);
    }

    private static Turn turn(int failures) {
        InboundMessage message = new InboundMessage(
                new ProviderMessageId("wamid.1"), GUEST, null, new MessageContent.Text("Hola"), Instant.EPOCH);
        return new Turn(TenantId.DEFAULT, new MessageId(ID), message, failures, ID);
    }
}
