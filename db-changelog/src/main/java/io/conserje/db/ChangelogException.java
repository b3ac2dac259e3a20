package io.conserje.db;

import java.io.Serial;

/** The change sets cannot be read or applied. Those applied before the failure stay. */
public final class ChangelogException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ChangelogException(String message) {
        super(message);
    }

    ChangelogException(String message, Throwable cause) {
        super(message, cause);
    }
}
