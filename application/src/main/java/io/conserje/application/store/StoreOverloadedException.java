package io.conserje.application.store;

import java.io.Serial;

/** Too many requests wait for the store. Nothing of this request was done. Try again later, at a lower rate. */
public final class StoreOverloadedException extends StoreUnavailableException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what is full and the remedy; no secret, no personal data */
    public StoreOverloadedException(String message) {
        super(message, null);
    }
}
