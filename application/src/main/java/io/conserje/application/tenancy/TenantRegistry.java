package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;

/** The hotels and what they are known by, for changing. Thread-safe; each call is a unit of work of its own. */
public interface TenantRegistry {

    /** Whether a hotel was added. */
    enum Registration {
        REGISTERED,
        /** A hotel of that id was there already; it is left as it was. */
        ALREADY_THERE
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

    Registration register(Tenant tenant);

    Assignment assign(TenantId tenant, Identifier identifier);
}
