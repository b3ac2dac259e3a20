package io.conserje.metrics;

import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.HostCall;
import io.conserje.application.messaging.MessagingListener;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.Turn;
import io.conserje.application.messaging.Unanswered;
import io.conserje.application.messaging.Unrouted;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts attempts, retries, dead letters and replies. Thread-safe. */
final class MessagingMetrics implements MessagingListener {

    private static final int MAX_REASONS = 50;
    private static final String OTHER = "other";

    private static final List<String> REASONS =
            List.of("handler_failed", "pms_unavailable", "session_stale", "store_unavailable", "tenant_inactive");
    private static final List<String> RETRY_RESULTS = List.of("success", "failure", "max_retries_exceeded");
    private static final List<String> REPLY_RESULTS = List.of("sent", "delayed", "uncertain", "refused");

    private static final List<String> UNROUTED_RESULTS =
            List.of("kept", "unreadable", "dropped", "routed", "forgotten");

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

    private final MeterRegistry registry;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();
    private final Counter abandoned;
    private final Counter leasesLost;
    private final Counter postponed;
    private final Counter deferred;
    private final Counter givenBack;
    private final Counter joined;
    private final Map<HostCall.Code, AtomicInteger> overdue = new EnumMap<>(HostCall.Code.class);
    private final Timer retryLatency;

    MessagingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.abandoned =
                counter("dlq.messages.expired", "Dead letters that were abandoned because no decision came in time");
        this.leasesLost = counter(
                "queue.leases.lost",
                "Messages whose lease ended before the outcome was recorded; they are handled twice");
        this.postponed = counter(
                "queue.messages.postponed",
                "Messages that waited because a store was unavailable; no attempt was counted");
        this.deferred =
                counter("queue.messages.deferred", "Messages that their handler put off; no attempt was counted");
        this.givenBack = counter(
                "queue.messages.given.back",
                "Messages in progress that a stopping process gave back; no attempt was counted");
        this.joined = counter("queue.messages.joined", "Messages that were handled together with an earlier one");
        for (HostCall.Code code : HostCall.Code.values()) {
            overdue.put(code, overdueCalls(code));
            for (Cancellation.Reason reason : Cancellation.Reason.values()) {
                cancelledCalls(code, reason);
            }
        }
        this.retryLatency = Timer.builder("dlq.retry.latency")
                .description("Time of attempts after the first, whatever their outcome")
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry);
        RETRY_RESULTS.forEach(this::retry);
        REPLY_RESULTS.forEach(this::reply);
        UNROUTED_RESULTS.forEach(this::unrouted);
        REASONS.forEach(reason -> {
            firstFailure(reason);
            permanentFailure(reason);
        });
    }

    @Override
    public void attemptEnded(Turn turn, Duration time) {
        if (turn.failures() > 0) {
            retryLatency.record(time);
        }
    }

    @Override
    public void messageHandled(Turn turn, int replies) {
        if (turn.failures() > 0) {
            retry("success").increment();
        }
        joined.increment(turn.further().size());
    }

    @Override
    public void messageRetried(Turn turn, Attempt failure, Duration after) {
        attemptFailed(turn, failure, "failure");
    }

    @Override
    public void messageDeadLettered(Turn turn, Attempt failure) {
        attemptFailed(turn, failure, "max_retries_exceeded");
        permanentFailure(failure.reason()).increment();
    }

    @Override
    public void messageUnreadable(TenantId tenant, MessageId message, Attempt failure) {
        permanentFailure(failure.reason()).increment();
    }

    private void attemptFailed(Turn turn, Attempt failure, String retryResult) {
        if (turn.failures() == 0) {
            firstFailure(failure.reason()).increment(turn.size());
        } else {
            retry(retryResult).increment();
        }
    }

    @Override
    public void messagePostponed(Turn turn, Duration after, StoreUnavailableException cause) {
        postponed.increment(turn.size());
    }

    @Override
    public void messageDeferred(Turn turn, Duration after) {
        deferred.increment(turn.size());
    }

    @Override
    public void messageGivenBack(Turn turn) {
        givenBack.increment(turn.size());
    }

    @Override
    public void callCancelled(HostCall.Code code, Cancellation.Reason reason) {
        cancelledCalls(code, reason).increment();
        Objects.requireNonNull(overdue.get(code)).incrementAndGet();
    }

    @Override
    public void cancelledCallEnded(HostCall.Code code) {
        Objects.requireNonNull(overdue.get(code)).decrementAndGet();
    }

    @Override
    public void leaseLost(Turn turn) {
        leasesLost.increment(turn.size());
    }

    @Override
    public void deadLettersAbandoned(int messages) {
        abandoned.increment(messages);
    }

    @Override
    public void replySent(OutboundReply reply) {
        reply("sent").increment();
    }

    @Override
    public void replyDelayed(OutboundReply reply, String cause) {
        reply("delayed").increment();
    }

    @Override
    public void replyUncertain(OutboundReply reply, String cause) {
        reply("uncertain").increment();
    }

    @Override
    public void replyRefused(OutboundReply reply, String cause) {
        reply("refused").increment();
    }

    @Override
    public void replyUnreadable(TenantId tenant, UUID reply, String cause) {
        reply("refused").increment();
    }

    @Override
    public void messageUnanswered(Turn turn, Unanswered why) {
        unanswered(why).increment();
    }

    private Counter unanswered(Unanswered why) {
        return counter(
                "queue.messages.unanswered",
                "Messages that were kept and not given to the handler, by reason",
                "why",
                why.label());
    }

    @Override
    public void messagesKept(Unrouted.Kept kept) {
        unrouted("kept").increment(kept.kept());
        unrouted("dropped").increment(kept.dropped());
    }

    @Override
    public void unreadableKept(Unrouted.Kept kept) {
        unrouted("unreadable").increment(kept.kept());
        unrouted("dropped").increment(kept.dropped());
    }

    @Override
    public void messagesRouted(TenantId tenant, int messages) {
        unrouted("routed").increment(messages);
    }

    @Override
    public void unroutedForgotten(int messages) {
        unrouted("forgotten").increment(messages);
    }

    private Counter unrouted(String result) {
        return counter(
                "unrouted.messages",
                "Messages that no active hotel could take, by what became of them",
                "result",
                result);
    }

    private AtomicInteger overdueCalls(HostCall.Code code) {
        AtomicInteger calls = new AtomicInteger();
        Gauge.builder("calls.overdue", calls, AtomicInteger::get)
                .description("Threads of handlers and senders that go on after they were interrupted")
                .tag("code", code.label())
                .strongReference(true)
                .register(registry);
        return calls;
    }

    private Counter cancelledCalls(HostCall.Code code, Cancellation.Reason reason) {
        return Counter.builder("calls.cancelled")
                .description("Calls of handlers and senders that were ended from outside, by reason")
                .tag("code", code.label())
                .tag("reason", reason.label())
                .register(registry);
    }

    private Counter firstFailure(String reason) {
        return counter("dlq.messages", "Messages whose first attempt failed, by reason", "reason", limited(reason));
    }

    private Counter permanentFailure(String reason) {
        return counter(
                "dlq.permanent.failures", "Messages that became dead letters, by reason", "reason", limited(reason));
    }

    private Counter retry(String result) {
        return counter("dlq.retries", "Attempts after the first, by result", "result", result);
    }

    private Counter reply(String result) {
        return counter("replies", "Attempts to send a reply, by result", "result", result);
    }

    private Counter counter(String name, String description, String label, String value) {
        return Counter.builder(name).description(description).tag(label, value).register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Reasons come from handlers of embedders. Beyond {@value #MAX_REASONS}, they share one label value. */
    private String limited(String reason) {
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
}
