package io.conserje.application.receptionist;

import io.conserje.application.messaging.HandlingException;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.tenancy.Tenant;
import java.util.List;

/** Looks up what is free; a message that needs it and does not get it is handled again later. */
record FreeRooms(PropertyManagement rooms) {

    /** @throws HandlingException to be retried, with reason {@code pms_unavailable}, if the rooms cannot be looked up */
    List<Offer> available(Tenant hotel, Stay stay, int guests) {
        try {
            return rooms.available(hotel.id(), stay, guests);
        } catch (StoreUnavailableException failed) {
            throw HandlingException.retry(
                    "pms_unavailable",
                    "The property management system of tenant " + hotel.id() + " cannot be reached",
                    failed);
        }
    }
}
