package io.conserje.db.transfer;

/** A store of sessions, holds and leases failed. The message names the store and the remedy, and shows no secret. */
public final class LiveStoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LiveStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
