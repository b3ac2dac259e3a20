package io.conserje.db.transfer;

/** A backup cannot be written, or a file cannot be restored. The message says why, and what to do. */
public final class BackupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    /** The cause is kept for the log only: to callers a full disk is not a server that cannot be reached. */
    BackupException(String message, Throwable detail) {
        super(message);
        addSuppressed(detail);
    }
}
