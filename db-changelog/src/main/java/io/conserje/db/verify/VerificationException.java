package io.conserje.db.verify;

import java.io.Serial;

/** The database cannot be reached, or refuses the check. */
public final class VerificationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    VerificationException(String message, Throwable cause) {
        super(message, cause);
    }
}
