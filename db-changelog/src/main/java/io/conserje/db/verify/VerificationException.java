package io.conserje.db.verify;

import java.io.Serial;

/** The database could not be reached, or would not let itself be looked at. */
public final class VerificationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    VerificationException(String message, Throwable cause) {
        super(message, cause);
    }
}
