package io.conserje.application.lock;

import java.time.Duration;

/** The bounds of how long a claim may last; for adapters. */
public final class LifetimeBounds {

    private static final Duration MIN = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofHours(24);

    private LifetimeBounds() {}

    /**
     * The life itself.
     *
     * @throws IllegalArgumentException if it is shorter than 50 ms or longer than 24 h
     */
    public static Duration checked(Duration life) {
        if (life.compareTo(MIN) < 0 || life.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("A claim lasts 50 ms to 24 h, was " + life + ". Example: PT20M");
        }
        return life;
    }
}
