package io.conserje.application.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store cannot be reached or cannot answer. The request itself is not at fault. Try again later. */
public class StoreUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what failed and the remedy; no secret, no personal data */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
