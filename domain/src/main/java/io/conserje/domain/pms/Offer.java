package io.conserje.domain.pms;

import io.conserje.domain.lock.Stay;

/** A room that is free for a stay, with its price per night. */
public record Offer(Room room, Stay stay, Money perNight) {

    /** The price of all nights. */
    public Money total() {
        return perNight.times(stay.nights());
    }
}
