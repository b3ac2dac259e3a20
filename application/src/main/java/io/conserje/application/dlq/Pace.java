package io.conserje.application.dlq;

import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * How a decision about many letters goes on: in steps, with a pause between two.
 *
 * @param perSecond letters a second at most, 1 to 10 000
 * @param waiting waits that long, or throws to stop
 * @param progress told after every step how many are done in all
 */
public record Pace(int perSecond, Waiting waiting, IntConsumer progress) {

    /** Lets time pass. */
    @FunctionalInterface
    public interface Waiting {
        /** @throws InterruptedException if the waiting is cut short; what was done so far stays done */
        void pause(Duration duration) throws InterruptedException;
    }

    /** @throws IllegalArgumentException if perSecond is not 1 to 10 000 */
    public Pace {
        if (perSecond < 1 || perSecond > 10_000) {
            throw new IllegalArgumentException("A rate is 1 to 10000 letters a second, was " + perSecond);
        }
    }

    /** A tenth of a second's letters, so that the rate holds within a second too. */
    int step() {
        return Math.clamp(perSecond / 10, 1, 1000);
    }

    /** How long that many letters take at this rate. */
    Duration pauseFor(int letters) {
        return Duration.ofNanos(letters * 1_000_000_000L / perSecond);
    }
}
