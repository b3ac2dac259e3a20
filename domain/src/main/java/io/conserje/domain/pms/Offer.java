package io.conserje.domain.pms;

import io.conserje.domain.lock.Stay;

/** A room that is free for a stay, and what a night of it costs. */
public record Offer(Room room, Stay stay, Money perNight) {

    public Money total() {
        return perNight.times(stay.nights());
    }
}
