package io.conserje.domain.lock;

import java.time.LocalDate;
import java.util.List;

/**
 * The id of a resource of one hotel in fences and in the audit: a room ({@code room:101}), a night of a room ({@code
 * room:101/2027-03-12}), a lease ({@code lease:jobs/night-audit}), or a resource of the embedder. 1 to 255 printable
 * characters.
 */
public record ResourceId(String value) {

    /** @throws IllegalArgumentException if the value is blank, longer than 255 characters or has a control character */
    public ResourceId {
        if (value.isBlank() || value.length() > 255 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A resource id must have 1 to 255 printable characters, had "
                    + value.length() + ". Example: room:101");
        }
    }

    /** The resource of a room. */
    public static ResourceId of(RoomId room) {
        return new ResourceId("room:" + room);
    }

    /** The resource of a lease. */
    public static ResourceId of(LeaseKey key) {
        return new ResourceId("lease:" + key.name());
    }

    /**
     * The nights of a stay in a room, each as a resource of its own. Holds of a room for separate stays are
     * independent, so the fence of one must not exclude the other.
     */
    public static List<ResourceId> nights(RoomId room, Stay stay) {
        return stay.checkIn()
                .datesUntil(stay.checkOut())
                .map(night -> ofNight(room, night))
                .toList();
    }

    private static ResourceId ofNight(RoomId room, LocalDate night) {
        return new ResourceId("room:" + room + "/" + night);
    }

    @Override
    public String toString() {
        return value;
    }
}
