package io.conserje.http.dev;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.tenancy.Channel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the last {@value #MAX} replies in memory instead of sending them, for development. Thread-safe.
 */
public final class RecentReplies implements ReplySender {

    /** The maximum number of replies. A new reply replaces the oldest. */
    public static final int MAX = 100;

    /** A reply, and when it was kept. */
    public record Taken(OutboundReply reply, Instant at) {}

    private final InstantSource clock;
    private final Consumer<OutboundReply> listener;
    private final Deque<Taken> taken = new ArrayDeque<>();

    /** @param listener receives each reply after it was kept; it must be thread-safe, quick, and throw nothing */
    public RecentReplies(InstantSource clock, Consumer<OutboundReply> listener) {
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    public Delivery send(OutboundReply reply) {
        synchronized (taken) {
            taken.addFirst(new Taken(reply, clock.instant()));
            if (taken.size() > MAX) {
                taken.removeLast();
            }
        }
        listener.accept(reply);
        return new Delivery.Sent("dev-" + reply.id());
    }

    @Override
    public ChannelFeatures features(Channel channel) {
        return ChannelFeatures.ALL;
    }

    /** Returns the kept replies, newest first. */
    public List<Taken> newestFirst() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }
}
