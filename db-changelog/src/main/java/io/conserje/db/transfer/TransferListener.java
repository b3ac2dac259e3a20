package io.conserje.db.transfer;

/** Receives what a transfer does. Must be quick, and throw nothing. */
public interface TransferListener {

    /** A step begins. */
    default void began(String step) {}

    /** Rows of a table are durable in the target. */
    default void copied(String table, long rows) {}

    /** A table was compared. */
    default void compared(Comparison.TableComparison table) {}
}
