package io.conserje.application.messaging;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of a process each hotel may take in a claim. Immutable.
 *
 * @param places how many items the process has in hand at most
 * @param percent the percentage of them that one hotel may have if its record has no other value, 1 to 100
 * @param left how many more items of a hotel may be claimed; a hotel that is absent may have its whole share
 * @param asides what is put aside instead of being claimed
 */
public record Room(int places, int percent, Map<TenantId, Integer> left, List<Aside> asides) {

    /**
     * Work that is put aside when a claim meets it: what comes on a channel, and what was put aside with the same key
     * before. It is looked at again after ten minutes.
     *
     * @param key what it waits for
     * @param tenant the hotel; null for every hotel
     * @param channel the channel; null if only what has the key is put aside
     * @param until when it need not wait any more; null if that is not known
     */
    public record Aside(
            String key,
            @Nullable TenantId tenant,
            @Nullable Channel channel,
            @Nullable Instant until) {}

    /** Every hotel may have everything. */
    public static final Room UNLIMITED = new Room(1_000_000, 100, Map.of());

    /** The percentage of the places that one hotel may have by default. */
    public static final int HALF = 50;

    /** @throws IllegalArgumentException if there is no place, or the percentage is out of bounds */
    public Room {
        if (places < 1) {
            throw new IllegalArgumentException("A process has one place or more, not " + places);
        }
        checkedPercent(percent);
        left = Map.copyOf(left);
        asides = List.copyOf(asides);
    }

    /** Nothing is put aside. */
    public Room(int places, int percent, Map<TenantId, Integer> left) {
        this(places, percent, left, List.of());
    }

    /** The same room, with these put aside. */
    public Room aside(List<Aside> wanted) {
        return wanted.isEmpty() ? this : new Room(places, percent, left, wanted);
    }

    /**
     * Checks a share.
     *
     * @return the same percentage
     * @throws IllegalArgumentException if it is not 1 to 100
     */
    public static int checkedPercent(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("The share of a hotel is 1 to 100 percent, was " + percent);
        }
        return percent;
    }

    /** How many of these places one hotel may have: its percentage, and at least one. */
    public static int share(int places, int percent) {
        return Math.max(1, places * percent / 100);
    }

    /** How many more items of a hotel without a share of its own may be claimed. */
    public int leftFor(TenantId hotel) {
        return left.getOrDefault(hotel, share(places, percent));
    }

    /** The same room, with nothing left for these hotels. */
    public Room without(Collection<TenantId> hotels) {
        if (hotels.isEmpty()) {
            return this;
        }
        Map<TenantId, Integer> less = new HashMap<>(left);
        hotels.forEach(hotel -> less.put(hotel, 0));
        return new Room(places, percent, less, asides);
    }
}
