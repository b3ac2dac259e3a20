package io.conserje.bootstrap.cli;

import java.io.Serial;

/** An option or an argument is wrong. */
final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
