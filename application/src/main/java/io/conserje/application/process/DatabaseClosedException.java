package io.conserje.application.process;

import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Writes are stopped: the database is frozen, closed, or does not fit this process. Try again later. */
public final class DatabaseClosedException extends StoreUnavailableException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable TenantId hotel;

    /**
     * @param hotel the only hotel whose writes are stopped; null for all hotels
     * @param message why, and what ends it; no secret, no personal data
     */
    public DatabaseClosedException(@Nullable TenantId hotel, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.hotel = hotel;
    }

    /** The only hotel whose writes are stopped; null for all hotels. */
    public @Nullable TenantId hotel() {
        return hotel;
    }

    /** The same failure for another thread, with a stack trace of its own. */
    public DatabaseClosedException again() {
        return new DatabaseClosedException(hotel, String.valueOf(getMessage()), this);
    }
}
