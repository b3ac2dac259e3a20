package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.TenantId;

/** The people who work with a hotel's data. Thread-safe; each call is a unit of work of its own. */
public interface Users {

    /** Whether a user was added. */
    enum Creation {
        CREATED,
        /** The hotel has a user of that address already, who is left as he was. */
        ALREADY_THERE
    }

    /**
     * Adds an active user.
     *
     * @param tenant a registered hotel
     * @param email in lower case
     * @param passwordHash a bcrypt hash, never the password
     * @param role {@code guest}, {@code receptionist}, {@code manager}, {@code admin} or {@code system}
     */
    Creation create(TenantId tenant, String email, String passwordHash, String role);
}
