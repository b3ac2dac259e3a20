package io.conserje.application.messaging;

import java.time.Duration;

/** Statistics of the queues of all hotels. Thread-safe; each call is a unit of work of its own. */
public interface QueueStats {

    /** Counting stops at this number, which bounds the cost of a call. */
    int MAX = 100_000;

    /**
     * The statistics at one moment. No count exceeds {@link #MAX} guests, dead letters or replies.
     *
     * @param pending accepted messages that are neither handled nor failed
     * @param inHand messages under a lease
     * @param paused guests whose next message waits: for a retry, for further messages of the guest, or for the end of a pause or
     *     of an open breaker
     * @param lag the longest time that a due message has waited to be claimed; zero if no message is due. Messages that
     *     wait for the end of a pause or of an open breaker are not due.
     * @param buried dead letters that wait for a decision
     * @param oldestBuried the age of the oldest of them; zero without any
     * @param unsent recorded replies that are not sent yet
     * @param overflowed the dead letters among {@code buried} that came when too many messages of their guest waited
     */
    record Snapshot(
            long pending,
            long inHand,
            long paused,
            Duration lag,
            long buried,
            Duration oldestBuried,
            long unsent,
            long overflowed) {}

    /** Reads the statistics. */
    Snapshot read();
}
