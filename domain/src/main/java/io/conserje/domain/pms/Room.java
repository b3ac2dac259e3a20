package io.conserje.domain.pms;

import io.conserje.domain.lock.RoomId;

/**
 * A room of a hotel.
 *
 * @param sleeps how many guests it takes, 1 or more
 */
public record Room(RoomId id, RoomType type, int sleeps) {

    /** @throws IllegalArgumentException if it sleeps nobody */
    public Room {
        if (sleeps < 1) {
            throw new IllegalArgumentException("Room " + id + " must sleep 1 or more, was " + sleeps);
        }
    }
}
