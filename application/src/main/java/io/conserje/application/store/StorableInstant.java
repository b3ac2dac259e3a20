package io.conserje.application.store;

import java.time.Instant;

/** The instants that every store keeps and compares in the same way. */
public final class StorableInstant {

    /** The bounds, for messages to people. */
    public static final String BOUNDS = "from 1900 to 9999";

    /** The earliest instant, inclusive. */
    public static final Instant MIN = Instant.parse("1900-01-01T00:00:00Z");

    /** The latest instant, inclusive. Stores keep microseconds. */
    public static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

    private StorableInstant() {}

    /** Whether every store can keep this instant. */
    public static boolean isStorable(Instant instant) {
        return !instant.isBefore(MIN) && !instant.isAfter(MAX);
    }

    /**
     * Reads an instant such as {@code 2027-03-12T10:00:00Z}.
     *
     * @throws java.time.format.DateTimeParseException if the text is no instant
     * @throws IllegalArgumentException if the instant is out of bounds
     */
    public static Instant parse(String text) {
        Instant instant = Instant.parse(text);
        if (!isStorable(instant)) {
            throw new IllegalArgumentException("An instant must be " + BOUNDS + ", was " + instant);
        }
        return instant;
    }
}
