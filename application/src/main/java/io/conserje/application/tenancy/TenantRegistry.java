package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;

/**
 * The hotels and what they are known by, for changing, on behalf of one {@link Actor}: who it was is recorded with every
 * change. Thread-safe; each call is a unit of work of its own.
 */
public interface TenantRegistry {

    /** Whether a hotel was added. */
    enum Registration {
        REGISTERED,
        /** A hotel of that id was there already; it is left as it was. */
        ALREADY_THERE
    }

    /** What became of a change to a hotel. */
    enum Change {
        /** It is as asked now, or was already. */
        CHANGED,
        /** There is no such hotel; nothing changed. */
        NO_SUCH_TENANT
    }

    /** What became of an assignment. */
    enum Assignment {
        /** It is the hotel's now, or was already. */
        ASSIGNED,
        /** Another hotel has it; nothing changed. */
        TAKEN,
        /** There is no such hotel; nothing changed. */
        NO_SUCH_TENANT
    }

    /** What became of a removal. */
    enum Removal {
        /** It is nobody's now. */
        REMOVED,
        /** The hotel did not have it; nothing changed. */
        NOT_ASSIGNED
    }

    Registration register(Tenant tenant);

    /** Gives the hotel of that id another name, zone, hours or status. */
    Change change(Tenant tenant);

    Assignment assign(TenantId tenant, Identifier identifier);

    Removal remove(TenantId tenant, Identifier identifier);
}
