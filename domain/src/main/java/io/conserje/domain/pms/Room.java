package io.conserje.domain.pms;

import io.conserje.domain.lock.RoomId;

/**
 * A room of a hotel.
 *
 * @param sleeps the most guests, 1 or more
 */
public record Room(RoomId id, RoomType type, int sleeps) {

    /** @throws IllegalArgumentException if {@code sleeps} is less than 1 */
    public Room {
        if (sleeps < 1) {
            throw new IllegalArgumentException("Room " + id + " must sleep 1 guest or more, was " + sleeps);
        }
    }
}
