package io.conserje.http.dev;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.application.messaging.ReplySender;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes replies instead of a channel, for development: nothing is sent, the last {@value #MAX} are kept to be looked at.
 * Thread-safe.
 */
public final class RecentReplies implements ReplySender {

    /** How many are kept; the oldest makes room. */
    public static final int MAX = 100;

    /** One reply, and when it was taken. */
    public record Taken(OutboundReply reply, Instant at) {}

    private final InstantSource clock;
    private final Consumer<OutboundReply> listener;
    private final Deque<Taken> taken = new ArrayDeque<>();

    /** @param listener told of each reply, after it was kept; must be thread-safe, quick, and throw nothing */
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

    /** The replies that are kept, newest first. */
    public List<Taken> newestFirst() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }
}
