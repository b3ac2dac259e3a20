package io.conserje.bootstrap.embedded;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An embedded server cannot be started. The message says why and what to do, for the person who starts the service. */
public final class EmbeddedServerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
