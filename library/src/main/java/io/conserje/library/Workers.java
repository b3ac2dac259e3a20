package io.conserje.library;

import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.DispatchMessage;
import io.conserje.library.work.Periodic;
import io.conserje.library.work.Renewer;
import io.conserje.library.work.WorkLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a started instance: one loop for messages, one for replies, one that renews their leases, and the
 * sweeps. Thread-safe.
 */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    /** The longest part of the drain time that is left to replies, even if messages use all of theirs. */
    private static final Duration MAX_FOR_REPLIES = Duration.ofSeconds(3);

    private static final long RUNNING = Long.MIN_VALUE;

    private final WorkLoop<DispatchMessage.Ready> messages;
    private final WorkLoop<DeliverReply.Ready> replies;
    private final Renewer renewer;
    private final List<Periodic> sweeps;
    private final Duration drain;
    /** When the drain time is over; {@link #RUNNING} before it has begun. */
    private final AtomicLong end = new AtomicLong(RUNNING);

    /** @param drain how long {@link #quiesce} and {@link #close} wait together for work in progress */
    Workers(
            WorkLoop<DispatchMessage.Ready> messages,
            WorkLoop<DeliverReply.Ready> replies,
            Renewer renewer,
            List<Periodic> sweeps,
            Duration drain) {
        this.messages = messages;
        this.replies = replies;
        this.renewer = renewer;
        this.sweeps = sweeps;
        this.drain = drain;
    }

    void start() {
        renewer.start();
        messages.start();
        replies.start();
        sweeps.forEach(Periodic::start);
    }

    void wakeMessages() {
        messages.wake();
    }

    void wakeReplies() {
        replies.wake();
    }

    /** How many messages and replies are claimed and not ended. */
    int inHand() {
        return messages.inHand() + replies.inHand();
    }

    /** Claims no more messages, then no more replies, and waits for those in progress; false if some still are. */
    boolean quiesce() {
        sweeps.forEach(Periodic::close);
        beginDrain();
        messages.stopClaiming();
        boolean handled = messages.awaitIdle(timeForMessages());
        replies.stopClaiming();
        boolean sent = replies.awaitIdle(timeLeft());
        return handled && sent;
    }

    /** As {@link #quiesce}, and then gives back what is still in progress. */
    void close() {
        sweeps.forEach(Periodic::close);
        beginDrain();
        int inHand = inHand();
        if (inHand > 0) {
            LOG.info("Stopping: {} messages and replies are in progress; they have {}", inHand, timeLeft());
        }
        try {
            int given = messages.close(timeForMessages());
            int cut = replies.close(timeLeft());
            if (given + cut > 0) {
                LOG.warn(
                        "Stopped after {}: of {} in progress, {} ended; {} messages were given back, and any process can"
                                + " handle them at once; {} replies may have been sent, and are sent again",
                        drain,
                        inHand,
                        Math.max(0, inHand - given - cut),
                        given,
                        cut);
            } else if (inHand > 0) {
                LOG.info("Stopped: all {} messages and replies in progress have ended", inHand);
            }
        } finally {
            renewer.close();
        }
    }

    private void beginDrain() {
        end.compareAndSet(RUNNING, System.nanoTime() + drain.toNanos());
    }

    private Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, end.get() - System.nanoTime()));
    }

    private Duration timeForMessages() {
        Duration quarter = drain.dividedBy(4);
        Duration left = timeLeft().minus(quarter.compareTo(MAX_FOR_REPLIES) < 0 ? quarter : MAX_FOR_REPLIES);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
