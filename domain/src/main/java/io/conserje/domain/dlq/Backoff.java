package io.conserje.domain.dlq;

import java.time.Duration;

/**
 * How the pause before a retry grows: {@code base}, twice that, four times that, up to {@code cap}, each moved by at most
 * {@code jitter} of itself so that what failed together does not come back together.
 *
 * @param jitter the part of the pause by which it may be moved either way, 0 to 0.5
 */
public record Backoff(Duration base, Duration cap, double jitter) {

    /** @throws IllegalArgumentException if base is not positive, cap is below base, or jitter is not 0 to 0.5 */
    public Backoff {
        if (base.isZero() || base.isNegative() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("A backoff needs 0 < base <= cap, had " + base + " and " + cap);
        }
        if (!(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("A backoff's jitter is 0 to 0.5, was " + jitter);
        }
    }

    /**
     * The pause after a failed attempt.
     *
     * @param attempt which attempt failed, from 1
     * @param random from 0 (shortest) to 1 (longest); 0.5 is the pause without jitter
     */
    public Duration after(int attempt, double random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("Attempts are counted from 1, was " + attempt);
        }
        double doubled = (double) base.toMillis() * Math.pow(2, Math.min(attempt - 1, 40));
        double pause = Math.min(doubled, (double) cap.toMillis());
        return Duration.ofMillis(Math.round(pause * (1 + jitter * (2 * random - 1))));
    }
}
