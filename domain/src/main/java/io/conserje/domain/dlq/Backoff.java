package io.conserje.domain.dlq;

import java.time.Duration;

/**
 * Exponential backoff with jitter. The pause before a retry is {@code base} at first, doubles with every attempt, and
 * never exceeds {@code cap}. Jitter spreads out the retries of messages that failed together.
 *
 * @param jitter the fraction of the pause by which it varies, up or down; 0 to 0.5
 */
public record Backoff(Duration base, Duration cap, double jitter) {

    /**
     * @throws IllegalArgumentException if base is not positive, cap is below base or above 30 days, or jitter is not 0
     *     to 0.5
     */
    public Backoff {
        if (base.isZero() || base.isNegative() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("A backoff needs 0 < base <= cap, had " + base + " and " + cap);
        }
        if (cap.compareTo(RetryPolicy.LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException(
                    "A backoff's cap is " + RetryPolicy.LONGEST_PAUSE + " at most, was " + cap);
        }
        if (!(jitter >= 0 && jitter <= 0.5)) {
            throw new IllegalArgumentException("`jitter` must be 0 to 0.5, was " + jitter);
        }
    }

    /**
     * The pause after a failed attempt.
     *
     * @param attempt the number of the failed attempt, from 1
     * @param random from 0 (shortest pause) to 1 (longest); 0.5 is the pause without jitter
     * @throws IllegalArgumentException if the attempt is below 1
     */
    public Duration after(int attempt, double random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("`attempt` must be 1 or more, was " + attempt);
        }
        double doubled = (double) base.toMillis() * Math.pow(2, Math.min(attempt - 1, 40));
        double pause = Math.min(doubled, (double) cap.toMillis());
        return Duration.ofMillis(Math.round(pause * (1 + jitter * (2 * random - 1))));
    }
}
