package io.conserje.db.transfer;

import java.sql.SQLException;

/** A transfer ended in the middle. Its message names the step and the commands that go on from there. */
public final class TransferCutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private TransferCutException(String message, Exception cause) {
        super(message, cause);
    }

    static TransferCutException at(String step, SQLException cause) {
        return new TransferCutException(
                step.equals(Transfer.BEGIN)
                        ? "The transfer was cut at the step begin, before it did anything. Run the command again. If it then"
                                + " says that a transfer was begun, add --resume."
                        : "The transfer was cut at the step " + step
                                + ". Go on with: ./conserje db transfer run --resume."
                                + " Or undo it with: ./conserje db transfer abort",
                cause);
    }

    static TransferCutException at(String step, LiveStoreException cause) {
        return new TransferCutException(
                "The transfer was cut at the step " + step + ": " + cause.getMessage()
                        + " Then go on with: ./conserje db transfer run --resume. Or undo it with:"
                        + " ./conserje db transfer abort",
                cause);
    }

    static TransferCutException ofAbort(LiveStoreException cause) {
        return new TransferCutException(
                "The transfer was cut at the step abort: " + cause.getMessage()
                        + " Then undo the rest with: ./conserje db transfer abort",
                cause);
    }

    static TransferCutException ofAbort(SQLException cause) {
        return new TransferCutException(
                "The transfer was cut at the step abort. Undo the rest with: ./conserje db transfer abort", cause);
    }

    /** The target is open by now, so guests may write there. */
    static TransferCutException afterOpening(SQLException cause) {
        return new TransferCutException(
                "The transfer has finished, and services of the target begin. Only the comparison was cut. Compare with:"
                        + " ./conserje db transfer verify, which also names rows that were written since.",
                cause);
    }
}
