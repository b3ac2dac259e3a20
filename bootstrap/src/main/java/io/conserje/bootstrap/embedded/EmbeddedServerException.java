package io.conserje.bootstrap.embedded;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A server cannot be started here. The message says why and what to do; it is meant for whoever started the service. */
public final class EmbeddedServerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
