package io.conserje.bootstrap.metrics;

import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.dlq.DeadLetterListener;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.QueueStats;
import io.conserje.application.messaging.Turn;
import io.conserje.application.session.SessionListener;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.TenancyListener;
import io.conserje.bootstrap.metrics.StoreGauges.Figure;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.TransactionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the service does and shows it in Prometheus's text format. Every counter with known labels stands at 0 from the
 * start, so that a dashboard or a {@code grep} finds it before the first event. No label holds a tenant, a person or free
 * text, and a label whose values come from elsewhere has at most 50 of them. Thread-safe.
 */
public final class Metrics
        implements TenancyListener, SessionListener, MessagingListener, DeadLetterListener, AutoCloseable {

    private static final int MAX_REASONS = 50;
    private static final String OTHER = "other";

    private static final List<String> REASONS =
            List.of("handler_failed", "pms_unavailable", "session_stale", "store_unavailable", "tenant_inactive");
    private static final List<String> WEBHOOK_RESULTS = List.of(
            "accepted",
            "duplicate",
            "refused",
            "ignored_type",
            "no_sender",
            "malformed_message",
            "status",
            "error",
            "invalid_signature",
            "unsupported_media_type",
            "too_large",
            "malformed",
            "unavailable");
    private static final List<String> RETRY_RESULTS = List.of("success", "failure", "max_retries_exceeded");
    private static final List<String> REPLY_RESULTS = List.of("sent", "delayed", "uncertain", "refused");

    private static final Duration[] OBJECTIVES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();
    private final boolean sessionsInRedis;
    private final StoreGauges stored;
    private final Counter tenantTransactions = transactions(TransactionListener.Scope.TENANT);
    private final Counter systemTransactions = transactions(TransactionListener.Scope.SYSTEM);

    /**
     * @param sessionsInRedis whether looking for a session is looking into Redis, and so a hit or a miss there
     * @param nanos the time for whatever is remembered for a while, as {@link System#nanoTime} gives it
     */
    public Metrics(boolean sessionsInRedis, LongSupplier nanos) {
        this.sessionsInRedis = sessionsInRedis;
        this.stored = new StoreGauges(nanos);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
        tenantRefreshes();
        List.of("provided", "hit", "default", "unknown", "inactive").forEach(this::resolution);
        cache(true);
        cache(false);
        sessionCleanup("success");
        sessionCleanup("error");
        sessionExpirations();
        WEBHOOK_RESULTS.forEach(result -> webhook(result, 0));
        RETRY_RESULTS.forEach(this::retry);
        REPLY_RESULTS.forEach(this::reply);
        expired();
        decided("redriven");
        decided("discarded");
        leasesLost();
        postponements();
        retryLatency();
        REASONS.forEach(reason -> {
            deadLetter(reason);
            permanentFailure(reason);
        });
    }

    /** Where others may measure too, such as the connection pool. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Shows how many of a pool's connections are in use. */
    public void watch(HikariDataSource pool) {
        Gauge.builder("postgres.connections.active", pool, Metrics::activeIn)
                .description("Connections to PostgreSQL that are in use")
                .register(registry);
    }

    private static double activeIn(HikariDataSource pool) {
        var state = pool.getHikariPoolMXBean();
        return state == null ? 0 : state.getActiveConnections();
    }

    /**
     * Shows how many sessions are live. Asked on a thread of its own, once at a time and not within 15 s of the last answer; a
     * scrape waits for at most a second. Left out if asking failed the last time, or has not succeeded for two minutes.
     *
     * @param active may take its time and may throw
     */
    public void sessions(LongSupplier active) {
        stored.add(
                active::getAsLong,
                List.of(new Figure<>("session_active_total", "Guest sessions that are live", Long::longValue)));
    }

    /** Measures how long reading the hotels anew takes. */
    public int tenantRefresh(IntSupplier refresh) {
        return tenantRefreshes().record(refresh);
    }

    private Timer tenantRefreshes() {
        return Timer.builder("tenant.refresh.latency")
                .description("Reading the hotels anew because an operator asked for it")
                .register(registry);
    }

    /** Shows how many hotels are active; see {@link #sessions}. */
    public void tenants(LongSupplier active) {
        stored.add(
                active::getAsLong,
                List.of(new Figure<>("tenants_active_total", "Hotels that are active", Long::longValue)));
    }

    /**
     * Shows how full the queues are; see {@link #sessions}. One look serves all of these figures.
     *
     * @param stats may take its time and may throw
     */
    public void queue(QueueStats stats) {
        stored.add(
                stats::read,
                List.of(
                        new Figure<>(
                                "dlq_queue_size", "Dead letters that wait for a decision", QueueStats.Snapshot::buried),
                        new Figure<>(
                                "dlq_oldest_message_age_seconds",
                                "Age of the oldest dead letter that waits for a decision",
                                look -> look.oldestBuried().toSeconds()),
                        new Figure<>(
                                "queue_messages_pending",
                                "Messages accepted and not at their end",
                                QueueStats.Snapshot::pending),
                        new Figure<>(
                                "queue_messages_in_hand",
                                "Messages that are being handled",
                                QueueStats.Snapshot::inHand),
                        new Figure<>(
                                "queue_guests_paused",
                                "Guests whose next message waits for a retry",
                                QueueStats.Snapshot::paused),
                        new Figure<>(
                                "queue_lag_seconds",
                                "How long the guest who has waited longest has had a message due",
                                look -> look.lag().toSeconds()),
                        new Figure<>(
                                "queue_replies_unsent", "Replies recorded and not sent", QueueStats.Snapshot::unsent)));
    }

    /** All of it, as {@code text/plain; version=0.0.4}, within little more than a second, whichever store is away. */
    public String scrape() {
        return registry.scrape() + stored.scrape();
    }

    /**
     * A request was answered.
     *
     * @param route the template, never the path itself
     */
    public void http(String method, String route, int status, long nanoseconds) {
        Timer.builder("http.server.requests")
                .description("Requests answered, by route")
                .tags(Tags.of("method", method, "uri", route, "status", String.valueOf(status)))
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry)
                .record(Math.max(0, nanoseconds), TimeUnit.NANOSECONDS);
    }

    /**
     * Something that a channel delivered came to an end.
     *
     * @param result one of a few words
     */
    public void webhook(String result, int count) {
        counter("webhook.messages", "What became of what channels delivered", "result", result)
                .increment(count);
    }

    /** A unit of work on the database is done. */
    public void transaction(TransactionListener.Scope scope) {
        (scope == TransactionListener.Scope.TENANT ? tenantTransactions : systemTransactions).increment();
    }

    @Override
    public void resolved(Resolution resolution) {
        resolution(
                        switch (resolution) {
                            case Resolution.Resolved resolved ->
                                resolved.means().name().toLowerCase(Locale.ROOT);
                            case Resolution.Unknown unknown -> "unknown";
                            case Resolution.Inactive inactive -> "inactive";
                        })
                .increment();
    }

    @Override
    public void looked(boolean found) {
        if (sessionsInRedis) {
            cache(found).increment();
        }
    }

    @Override
    public void swept(int removed, boolean complete) {
        sessionCleanup(complete ? "success" : "error").increment();
        sessionExpirations().increment(removed);
    }

    @Override
    public void handled(Turn turn, int replies) {
        if (turn.failures() > 0) {
            retry("success").increment();
        }
    }

    @Override
    public void retried(Turn turn, Attempt failure, Duration after) {
        failed(turn, failure, "failure");
    }

    @Override
    public void took(Turn turn, Duration time) {
        if (turn.failures() > 0) {
            retryLatency().record(time);
        }
    }

    @Override
    public void redriven(TenantId tenant, int messages) {
        decided("redriven").increment(messages);
    }

    @Override
    public void discarded(TenantId tenant, int letters) {
        decided("discarded").increment(letters);
    }

    @Override
    public void postponed(Turn turn, Duration after, StoreUnavailableException away) {
        postponements().increment();
    }

    @Override
    public void abandoned(int letters) {
        expired().increment(letters);
    }

    @Override
    public void lost(Turn turn) {
        leasesLost().increment();
    }

    @Override
    public void deadLettered(Turn turn, Attempt failure) {
        failed(turn, failure, "max_retries_exceeded");
        permanentFailure(bounded(failure.reason())).increment();
    }

    private void failed(Turn turn, Attempt failure, String retried) {
        if (turn.failures() == 0) {
            deadLetter(bounded(failure.reason())).increment();
        } else {
            retry(retried).increment();
        }
    }

    @Override
    public void sent(OutboundReply reply) {
        reply("sent").increment();
    }

    @Override
    public void delayed(OutboundReply reply, String cause) {
        reply("delayed").increment();
    }

    @Override
    public void uncertain(OutboundReply reply, String cause) {
        reply("uncertain").increment();
    }

    @Override
    public void refused(OutboundReply reply, String cause) {
        reply("refused").increment();
    }

    private Counter resolution(String result) {
        return counter("tenant.resolution", "How the hotel of a message was found", "result", result);
    }

    private Counter cache(boolean hit) {
        return hit
                ? counter("redis.cache.hits", "Sessions found in Redis", null, "")
                : counter("redis.cache.misses", "Sessions looked for in Redis and not found", null, "");
    }

    private Counter transactions(TransactionListener.Scope scope) {
        return counter(
                "rls.transactions", "Units of work on the database, by what they may see", "scope", scope.label());
    }

    private Counter sessionCleanup(String result) {
        return counter("session.cleanup", "Sweeps for sessions that had expired in PostgreSQL", "result", result);
    }

    private Counter sessionExpirations() {
        return counter(
                "session.expirations", "Sessions that had expired, as sweeps of PostgreSQL removed them", null, "");
    }

    private Counter deadLetter(String reason) {
        return counter("dlq.messages", "Messages whose first handling failed", "reason", bounded(reason));
    }

    private Counter expired() {
        return Counter.builder("dlq.messages.expired")
                .description("Dead letters abandoned because nobody decided on them in time")
                .register(registry);
    }

    private Counter decided(String verdict) {
        return Counter.builder("dlq." + verdict)
                .description("Dead letters that were " + verdict + " through this process")
                .register(registry);
    }

    private Timer retryLatency() {
        return Timer.builder("dlq.retry.latency")
                .description("How long handling a message again took, whatever came of it")
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry);
    }

    private Counter leasesLost() {
        return Counter.builder("queue.leases.lost")
                .description(
                        "Messages whose lease ended before the outcome was recorded: handled twice, or about to be")
                .register(registry);
    }

    private Counter postponements() {
        return Counter.builder("queue.messages.postponed")
                .description("Times that a message waited because a store was away; no attempt was burnt")
                .register(registry);
    }

    private Counter retry(String result) {
        return counter("dlq.retries", "What became of messages that were tried again", "result", result);
    }

    private Counter permanentFailure(String reason) {
        return counter("dlq.permanent.failures", "Messages given up for good", "reason", bounded(reason));
    }

    private Counter reply(String result) {
        return counter("replies", "What became of replies", "result", result);
    }

    private Counter counter(String name, String description, @Nullable String label, String value) {
        Counter.Builder counter = Counter.builder(name).description(description);
        return (label == null ? counter : counter.tag(label, value)).register(registry);
    }

    /** Reasons come from embedders' handlers: beyond so many, they share a label. */
    private String bounded(String reason) {
        if (reasons.contains(reason)) {
            return reason;
        }
        synchronized (reasons) {
            if (reasons.size() < MAX_REASONS) {
                reasons.add(reason);
                return reason;
            }
        }
        return OTHER;
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
