package io.conserje.application.store;

import java.io.Serial;

/** What the store holds no longer fits the type that it was written from. Trying again does not help. */
public final class StoreCorruptException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what was read and from where; no secret, no personal data */
    public StoreCorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
