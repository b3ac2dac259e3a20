package io.conserje.metrics;

import io.conserje.application.messaging.ReplyListener;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.tenancy.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts what channels report about replies, and the decisions about those that did not arrive. Thread-safe. */
final class ReplyMetrics implements ReplyListener {

    private static final int MAX_CODES = 50;
    private static final String OTHER = "other";
    private static final String UNMATCHED = "unmatched";
    private static final List<String> DUE = List.of("due", "late");
    private static final List<String> STATUSES = List.of("sent", "delivered", "read", "failed", UNMATCHED);

    private final MeterRegistry registry;
    private final Set<String> codes = ConcurrentHashMap.newKeySet();

    ReplyMetrics(MeterRegistry registry) {
        this.registry = registry;
        STATUSES.forEach(this::reported);
        for (Posted result : Posted.values()) {
            posted(result.label());
        }
        DUE.forEach(this::posted);
        for (String decision : List.of("resent", "discarded", "abandoned", "expired")) {
            ended(decision);
        }
    }

    @Override
    public void replyReported(
            TenantId tenant, String status, @Nullable HotelLine line, @Nullable Integer code, @Nullable String title) {
        reported(status).increment();
        if (status.equals("failed")) {
            Counter.builder("reply.failures")
                    .description("Replies that the channel took and could not deliver, by its error code")
                    .tag("code", limited(code == null ? "none" : code.toString()))
                    .register(registry)
                    .increment();
        }
    }

    @Override
    public void messagePosted(TenantId tenant, Posted result) {
        posted(result.label()).increment();
    }

    @Override
    public void messagesDue(int messages, int late) {
        posted("due").increment(messages);
        posted("late").increment(late);
    }

    @Override
    public void reportsUnmatched(int reports) {
        reported(UNMATCHED).increment(reports);
    }

    @Override
    public void repliesResent(TenantId tenant, int replies) {
        ended("resent").increment(replies);
    }

    @Override
    public void repliesDiscarded(TenantId tenant, int replies) {
        ended("discarded").increment(replies);
    }

    @Override
    public void repliesAbandoned(int replies) {
        ended("abandoned").increment(replies);
    }

    @Override
    public void repliesExpired(int replies) {
        ended("expired").increment(replies);
    }

    private Counter posted(String result) {
        return Counter.builder("outbound.messages")
                .description("Messages with which hotels wrote first: calls by their result, and what became due")
                .tag("result", result)
                .register(registry);
    }

    private Counter reported(String status) {
        return Counter.builder("reply.status")
                .description("What channels reported about replies, without reports that changed nothing")
                .tag("status", status)
                .register(registry);
    }

    private Counter ended(String how) {
        return Counter.builder("reply.letters." + how)
                .description(
                        how.equals("expired")
                                ? "Replies that became dead letters because they waited too long for a held line"
                                : "Replies that were dead letters and were " + how + " through this process")
                .register(registry);
    }

    /** Codes come from the channel. Beyond {@value #MAX_CODES}, they share one label value. */
    private String limited(String code) {
        if (codes.contains(code)) {
            return code;
        }
        synchronized (codes) {
            return codes.size() < MAX_CODES && codes.add(code) ? code : OTHER;
        }
    }
}
