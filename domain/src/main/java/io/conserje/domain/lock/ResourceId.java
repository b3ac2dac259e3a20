package io.conserje.domain.lock;

import java.time.LocalDate;
import java.util.List;

/**
 * Something that fences protect and that the audit speaks of, within one hotel: {@code room:101}, a night of it
 * ({@code room:101/2027-03-12}), {@code lease:jobs/night-audit}, or the embedder's own; 1 to 255 printable characters.
 */
public record ResourceId(String value) {

    /** @throws IllegalArgumentException if the value is blank, longer than 255 characters or has control characters */
    public ResourceId {
        if (value.isBlank() || value.length() > 255 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A resource id has 1 to 255 printable characters, had " + value.length() + ". Example: room:101");
        }
    }

    public static ResourceId of(RoomId room) {
        return new ResourceId("room:" + room);
    }

    public static ResourceId of(LeaseKey key) {
        return new ResourceId("lease:" + key.name());
    }

    /**
     * The nights of a room, each a resource of its own: holds of one room for stays that do not overlap are independent,
     * and the later one must not lock out the earlier.
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
