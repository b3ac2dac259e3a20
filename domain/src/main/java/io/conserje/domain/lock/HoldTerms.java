package io.conserje.domain.lock;

import java.time.Duration;

/**
 * How long rooms are held.
 *
 * @param life the duration of a hold without extensions, 50 ms to 24 h
 * @param maxExtensions how often a hold can be extended, 0 to 100
 * @param extension how much later a hold ends after each extension, 50 ms to 24 h
 */
public record HoldTerms(Duration life, int maxExtensions, Duration extension) {

    // Declared first: DEFAULT is checked against them.
    private static final Duration MIN = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofHours(24);

    /** The longest duration of a hold, including its extensions. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** Twenty minutes, and two extensions of ten minutes. */
    public static final HoldTerms DEFAULT = new HoldTerms(Duration.ofMinutes(20), 2, Duration.ofMinutes(10));

    /**
     * @throws IllegalArgumentException if a duration or the number is out of bounds, or a hold with all its extensions
     *     lasts longer than 7 days
     */
    public HoldTerms {
        check("A hold", life);
        check("An extension", extension);
        if (maxExtensions < 0 || maxExtensions > 100) {
            throw new IllegalArgumentException("`maxExtensions` must be 0 to 100, was " + maxExtensions);
        }
        if (life.plus(extension.multipliedBy(maxExtensions)).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A hold of " + life + " with " + maxExtensions + " extensions of "
                    + extension + " lasts longer than " + LONGEST + ". Use fewer or shorter extensions.");
        }
    }

    private static void check(String what, Duration value) {
        if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(what + " must last 50 ms to 24 h, was " + value + ". Example: PT20M");
        }
    }
}
