package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /**
     * Gives a hotel another name, zone, hours or status. Changes of one hotel at the same moment come one after the other, so that
     * none undoes what another did to a part that it leaves alone. A change to the same hotel as before is none, and not recorded.
     *
     * @param change from the hotel as it is to the hotel as it is to be, of the same id; quick, for others wait meanwhile. What
     *     it throws comes out, and nothing changed
     * @return the hotel as it is now; empty if there is no such hotel
     */
    Optional<Tenant> change(TenantId id, UnaryOperator<Tenant> change);

    Assignment assign(TenantId tenant, Identifier identifier);

    Removal remove(TenantId tenant, Identifier identifier);
}
