package io.conserje.bootstrap.cli;

import java.io.Serial;

/** The command was not given what it needs. */
final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
