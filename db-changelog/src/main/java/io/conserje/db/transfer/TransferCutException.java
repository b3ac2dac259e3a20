package io.conserje.db.transfer;

import java.sql.SQLException;

/** A transfer ended in the middle. Its message names the step and the commands that go on from there. */
public final class TransferCutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TransferCutException(String step, LiveStoreException cause) {
        super(
                "The transfer was cut at the step " + step + ": " + cause.getMessage()
                        + " Then go on with: ./conserje db transfer run --resume. Or undo it with:"
                        + " ./conserje db transfer abort",
                cause);
    }

    TransferCutException(String step, SQLException cause) {
        super(
                "The transfer was cut at the step " + step + ". Go on with: ./conserje db transfer run --resume."
                        + " Or undo it with: ./conserje db transfer abort",
                cause);
    }
}
