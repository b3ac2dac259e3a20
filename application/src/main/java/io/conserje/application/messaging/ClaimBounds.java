package io.conserje.application.messaging;

import java.time.Duration;

/** The bounds of a claim, shared by every store of messages and replies. */
public final class ClaimBounds {

    private static final int MAX_ITEMS = 1000;
    private static final Duration MIN_LEASE = Duration.ofMillis(50);
    private static final Duration MAX_LEASE = Duration.ofHours(1);

    private ClaimBounds() {}

    /**
     * Checks the arguments of a claim.
     *
     * @throws IllegalArgumentException if max is not 1 to 1000, or the lease not 50 ms to 1 h
     */
    public static void check(int max, Duration lease) {
        if (max < 1 || max > MAX_ITEMS) {
            throw new IllegalArgumentException("A claim takes 1 to " + MAX_ITEMS + " items, was asked for " + max);
        }
        check(lease);
    }

    /**
     * Checks the duration of a lease.
     *
     * @throws IllegalArgumentException if it is not 50 ms to 1 h
     */
    public static void check(Duration lease) {
        if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0) {
            throw new IllegalArgumentException("A lease is 50 ms to 1 h, was " + lease + ". Example: PT1M");
        }
    }
}
