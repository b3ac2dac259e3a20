package io.conserje.db.transfer;

import java.time.Duration;

/**
 * Receives what a transfer does, in the thread that does it. Must be quick, and throw nothing.
 */
public interface TransferListener {

    /**
     * A step begins: {@code freeze}, {@code copy}, {@code analyze}, {@code follow}, {@code redis}, {@code open},
     * {@code verify} or {@code abort}.
     */
    default void began(String step) {}

    /** @param rows how many the source has that are not copied yet, about */
    default void copying(long rows) {}

    /** Rows of a table are durable in the target. */
    default void copied(String table, long rows) {}

    /**
     * Changes of the source are durable in the target.
     *
     * @param transactions how many
     * @param lagBytes the size of the source's log that the target does not have
     * @param lag the age of the last transaction that it has
     */
    default void followed(int transactions, long lagBytes, Duration lag) {}

    /**
     * The source takes no writes.
     *
     * @param inHand messages that were in hand and did not end in time; they are handled again on the target
     */
    default void frozen(long inHand) {}

    /** A table was compared. */
    default void compared(Comparison.TableComparison table) {}

    /** The sessions, holds and leases that are kept apart from the database have been moved, or left behind. */
    default void moved(LiveMove move) {}

    /** Something that the operator should know, in one sentence. */
    default void noted(String text) {}

    /** Services of the target begin. */
    default void opened() {}
}
