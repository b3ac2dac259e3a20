package io.conserje.library;

import io.conserje.application.messaging.DispatchMessage.Ready;
import io.conserje.application.messaging.OutboundReply;
import io.conserje.library.work.Periodic;
import io.conserje.library.work.WorkLoop;
import java.time.Duration;
import java.util.List;

/** The threads of a started instance: one loop for messages, one for replies, and the sweeps. Thread-safe. */
record Workers(WorkLoop<Ready> messages, WorkLoop<OutboundReply> replies, List<Periodic> sweeps) {

    private static final Duration DRAIN = Duration.ofSeconds(10);
    /** The part of {@link #DRAIN} that is left to replies, even if messages use all of theirs. */
    private static final Duration REPLIES_DRAIN = Duration.ofSeconds(3);

    void start() {
        messages.start();
        replies.start();
        sweeps.forEach(Periodic::start);
    }

    /** How many messages and replies are claimed and not ended. */
    int inHand() {
        return messages.inHand() + replies.inHand();
    }

    void close() {
        sweeps.forEach(Periodic::close);
        long end = System.nanoTime() + DRAIN.toNanos();
        messages.close(DRAIN.minus(REPLIES_DRAIN));
        replies.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
}
