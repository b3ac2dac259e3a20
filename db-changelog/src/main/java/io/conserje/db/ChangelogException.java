package io.conserje.db;

import java.io.Serial;

/** The change sets could not be read or applied; what was applied before the failing one stays. */
public final class ChangelogException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ChangelogException(String message, Throwable cause) {
        super(message, cause);
    }
}
