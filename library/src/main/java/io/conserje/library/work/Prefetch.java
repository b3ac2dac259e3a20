package io.conserje.library.work;

import java.time.Duration;

/**
 * Decides how many items are claimed in addition to those in progress: as many as will be started within 20 ms at the
 * speed of the last items, and at most three times the concurrency. If an item takes longer than 20 ms, none is claimed
 * in addition, so that other processes can have it. Thread-safe.
 */
final class Prefetch {

    private static final double HORIZON = Duration.ofMillis(20).toNanos();
    private static final int MAX_FACTOR = 3;
    /** The number of items over which the expected time is averaged. */
    private static final int MEMORY = 32;

    private static final double SLOW = Duration.ofSeconds(1).toNanos();

    private final int concurrency;
    private double expected = SLOW;

    /** @param concurrency how many items are in progress at the same time */
    Prefetch(int concurrency) {
        this.concurrency = concurrency;
    }

    /** Records the time that an item took. */
    synchronized void record(Duration time) {
        expected += (time.toNanos() - expected) / MEMORY;
    }

    /** Records that a prefetched item had to be released: none is prefetched until items are fast again. */
    synchronized void reset() {
        expected = SLOW;
    }

    /** The number of items to claim in addition. */
    synchronized int items() {
        return expected > HORIZON
                ? 0
                : (int) Math.min((double) MAX_FACTOR * concurrency, concurrency * HORIZON / expected);
    }
}
