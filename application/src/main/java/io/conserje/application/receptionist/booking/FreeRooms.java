package io.conserje.application.receptionist.booking;

import io.conserje.application.messaging.HandlingException;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.tenancy.Tenant;
import java.util.List;

/** Looks up free rooms. If that fails, the message is retried. */
record FreeRooms(PropertyManagement pms) {

    /**
     * The rooms that are free for a stay.
     *
     * @throws HandlingException with reason {@code pms_unavailable}, to be retried, if they cannot be looked up
     */
    List<Offer> available(Tenant hotel, Stay stay, int guests) {
        try {
            return pms.available(hotel.id(), stay, guests);
        } catch (StoreUnavailableException failed) {
            throw HandlingException.retry(
                    "pms_unavailable",
                    "The property management system of tenant " + hotel.id() + " cannot be reached",
                    failed);
        }
    }
}
