package io.conserje.application.messaging;

import java.time.Duration;

/** How full the store of messages is, across hotels. Thread-safe; each call is a unit of work of its own. */
public interface QueueStats {

    /** Counting stops here: above it a figure says "at least". It keeps the cost of a look bounded. */
    int MAX = 100_000;

    /**
     * One look. Each count is at most {@link #MAX} guests, letters or replies.
     *
     * @param pending messages accepted and not at their end
     * @param inHand messages under a lease
     * @param paused guests whose next message waits for a retry
     * @param lag how long the guest who has waited longest has had a message due that nobody has taken; zero if none is
     * @param buried letters that wait for a decision
     * @param oldestBuried how long ago the oldest of them was buried; zero if there are none
     * @param unsent replies that are recorded and not sent
     */
    record Snapshot(
            long pending, long inHand, long paused, Duration lag, long buried, Duration oldestBuried, long unsent) {}

    Snapshot read();
}
