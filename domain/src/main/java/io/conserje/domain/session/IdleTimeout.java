package io.conserje.domain.session;

import java.time.Duration;

/** How long a session lives after its last save, by the store's clock: 50 ms to 30 days. */
public record IdleTimeout(Duration value) {

    // Declared first: DEFAULT is checked against them.
    private static final Duration MIN = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofDays(30);

    /** Thirty minutes. */
    public static final IdleTimeout DEFAULT = new IdleTimeout(Duration.ofMinutes(30));

    /** @throws IllegalArgumentException if it is shorter than 50 ms or longer than 30 days */
    public IdleTimeout {
        if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "An idle timeout must be 50 ms to 30 days, was " + value + ". Example: PT30M");
        }
    }
}
