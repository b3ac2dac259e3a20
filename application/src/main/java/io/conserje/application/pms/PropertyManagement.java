package io.conserje.application.pms;

import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;

/** A hotel's property management system. Thread-safe. */
public interface PropertyManagement {

    /**
     * The rooms that are free for the whole stay, ordered by room.
     *
     * @param guests the number of guests that a room must sleep, 1 or more
     * @throws io.conserje.application.store.StoreUnavailableException if the system cannot be reached; try again later
     */
    List<Offer> available(TenantId tenant, Stay stay, int guests);
}
