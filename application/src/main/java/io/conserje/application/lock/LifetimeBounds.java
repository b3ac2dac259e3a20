package io.conserje.application.lock;

import java.time.Duration;

/** The bounds of the duration of a claim, shared by every store. */
public final class LifetimeBounds {

    private static final Duration MIN = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofHours(24);

    private LifetimeBounds() {}

    /**
     * Checks the duration of a claim.
     *
     * @return the same duration
     * @throws IllegalArgumentException if it is not 50 ms to 24 h
     */
    public static Duration checked(Duration life) {
        if (life.compareTo(MIN) < 0 || life.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("A claim must last 50 ms to 24 h, was " + life + ". Example: PT20M");
        }
        return life;
    }
}
