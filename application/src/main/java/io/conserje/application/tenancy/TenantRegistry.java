package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All hotels and their identifiers, for changes by one {@link Actor}. Every change is recorded with its actor.
 * Thread-safe; each call is a unit of work of its own.
 */
public interface TenantRegistry {

    /** The result of a registration. */
    enum Registration {
        /** The hotel was added. */
        REGISTERED,
        /** A hotel with this id exists; it did not change. */
        ALREADY_THERE
    }

    /** The result of an assignment. */
    enum Assignment {
        /** The identifier is assigned to the hotel, now or since before. */
        ASSIGNED,
        /** The identifier is assigned to another hotel; nothing changed. */
        TAKEN,
        /** The hotel does not exist; nothing changed. */
        NO_SUCH_TENANT
    }

    /** The result of a removal. */
    enum Removal {
        /** The identifier is not assigned any more. */
        REMOVED,
        /** The identifier was not assigned to the hotel; nothing changed. */
        NOT_ASSIGNED
    }

    /** Adds a hotel. */
    Registration register(Tenant tenant);

    /**
     * Changes a hotel's name, time zone, hours or status. Concurrent changes of a hotel are serialised, so none reverts
     * a part that only another one changed. A change that returns an equal hotel is not recorded.
     *
     * @param change returns the new hotel, with the same id. It must be quick, because other changes wait for it. If it
     *     throws, nothing changes and the exception is rethrown
     * @return the hotel after the change; empty if it does not exist
     */
    Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change);

    /** Assigns an identifier to a hotel. An identifier is assigned to one hotel at a time. */
    Assignment assign(TenantId tenant, Identifier identifier);

    /** Removes an identifier from a hotel. */
    Removal remove(TenantId tenant, Identifier identifier);
}
