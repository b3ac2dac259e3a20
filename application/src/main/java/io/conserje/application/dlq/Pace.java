package io.conserje.application.dlq;

import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * The pace of a decision about many dead letters. It is made in steps, with a pause after each.
 *
 * @param perSecond the maximum number of dead letters per second, 1 to 10 000
 * @param waiting waits for a pause to end
 * @param progress called after every step with the total number of decisions
 */
public record Pace(int perSecond, Waiting waiting, IntConsumer progress) {

    /** Waits. */
    @FunctionalInterface
    public interface Waiting {
        /**
         * Waits for {@code duration}.
         *
         * @throws InterruptedException to stop. Completed steps stay
         */
        void pause(Duration duration) throws InterruptedException;
    }

    /** @throws IllegalArgumentException if perSecond is not 1 to 10 000 */
    public Pace {
        if (perSecond < 1 || perSecond > 10_000) {
            throw new IllegalArgumentException("A rate must be 1 to 10000 dead letters a second, was " + perSecond);
        }
    }

    /** The dead letters of a tenth of a second, so that the rate is even within a second too. */
    int step() {
        return Math.clamp(perSecond / 10, 1, 1000);
    }

    /** How long {@code letters} take at this rate. */
    Duration pauseFor(int letters) {
        return Duration.ofNanos(letters * 1_000_000_000L / perSecond);
    }
}
