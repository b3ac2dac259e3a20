package io.conserje.application.store;

import java.io.Serial;

/** A stored value cannot be read as the type that was written. A retry does not help. */
public final class StoreCorruptException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what was read, and from where; no secret, no personal data */
    public StoreCorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
