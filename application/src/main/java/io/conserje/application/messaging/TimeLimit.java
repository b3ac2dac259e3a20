package io.conserje.application.messaging;

import java.time.Duration;

/** The bounds of the time that the host's code may take. */
final class TimeLimit {

    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration MAX = Duration.ofHours(1);

    private TimeLimit() {}

    /** @throws IllegalArgumentException if the limit is not 10 ms to 1 h */
    static Duration checked(String what, Duration limit) {
        if (limit.compareTo(MIN) < 0 || limit.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    what + " may take " + MIN + " to " + MAX + ", was " + limit + ". Example: PT1M");
        }
        return limit;
    }
}
