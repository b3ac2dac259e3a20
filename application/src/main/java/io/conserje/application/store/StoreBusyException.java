package io.conserje.application.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Something was in the way of this request alone, such as a row that another transaction has locked. Nothing of it was
 * done. Requests for other rows can go on. Try again later.
 */
public final class StoreBusyException extends StoreUnavailableException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message what was in the way and the remedy; no secret, no personal data */
    public StoreBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
