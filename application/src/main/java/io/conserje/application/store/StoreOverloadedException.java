package io.conserje.application.store;

import java.io.Serial;

/** More is waiting for the store than it is let: nothing of this request was done. Try again later, with less at once. */
public final class StoreOverloadedException extends StoreUnavailableException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what is full and the remedy; no secret, no personal data */
    public StoreOverloadedException(String message) {
        super(message, null);
    }
}
