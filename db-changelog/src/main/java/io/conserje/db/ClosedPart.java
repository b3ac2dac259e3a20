package io.conserje.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer has closed in a database.
 *
 * @param hotel the id of the hotel; null for all hotels
 * @param kind {@code frozen} or {@code closed}
 * @param reason why, for people
 */
public record ClosedPart(@Nullable String hotel, String kind, String reason, Instant since) {

    /** All of it in words. */
    public String describe() {
        return (hotel == null ? "All hotels" : "Hotel " + hotel) + ": " + kind + " since " + since + " (" + reason
                + ")";
    }
}
