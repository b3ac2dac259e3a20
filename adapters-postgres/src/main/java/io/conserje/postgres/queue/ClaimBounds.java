package io.conserje.postgres.queue;

import java.time.Duration;

/** The bounds of what can be claimed at once, and for how long. */
final class ClaimBounds {

    private static final Duration MIN = Duration.ofMillis(50);
    private static final Duration MAX = Duration.ofHours(1);

    private ClaimBounds() {}

    static void check(int most, Duration lease) {
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("1 to 1000 can be claimed at once, not " + most);
        }
        if (lease.compareTo(MIN) < 0 || lease.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("A lease is 50 ms to 1 h, was " + lease);
        }
    }
}
