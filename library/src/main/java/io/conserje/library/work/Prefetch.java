package io.conserje.library.work;

import java.time.Duration;

/**
 * How much is claimed beyond what is being done: as much as will be begun within 20 ms if it is done as fast as what was done last,
 * and three times the room at most. Where a piece takes longer than that, it is nothing: what waits is for whoever has room.
 * Thread-safe.
 */
final class Prefetch {

    private static final double HORIZON = Duration.ofMillis(20).toNanos();
    private static final int TIMES = 3;
    /** How many pieces change what is expected. */
    private static final int MEMORY = 32;

    private static final double SLOW = Duration.ofSeconds(1).toNanos();

    private final int room;
    private double expected = SLOW;

    /** @param room how many pieces are done at once */
    Prefetch(int room) {
        this.room = room;
    }

    /** A piece took that long. */
    synchronized void took(Duration time) {
        expected += (time.toNanos() - expected) / MEMORY;
    }

    /** What was claimed ahead waited in vain: nothing more is, until pieces are quick again. */
    synchronized void wasWrong() {
        expected = SLOW;
    }

    synchronized int pieces() {
        return expected > HORIZON ? 0 : (int) Math.min((double) TIMES * room, room * HORIZON / expected);
    }
}
