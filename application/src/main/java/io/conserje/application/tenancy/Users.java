package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.TenantId;

/** The users of hotels. Thread-safe; each call is a unit of work of its own. */
public interface Users {

    /** The result of a creation. */
    enum Creation {
        /** The user was added. */
        CREATED,
        /** The hotel has a user with this e-mail address, which did not change. */
        ALREADY_THERE
    }

    /**
     * Adds an active user.
     *
     * @param tenant a registered hotel
     * @param email the e-mail address, in lower case
     * @param passwordHash a bcrypt hash, never the password
     * @param role {@code guest}, {@code receptionist}, {@code manager}, {@code admin} or {@code system}
     */
    Creation create(TenantId tenant, String email, String passwordHash, String role);
}
