package io.conserje.domain.dlq;

import java.time.Duration;

/**
 * What becomes of a message whose handling failed.
 *
 * @param maxRetries how often it is tried again after the first failure, 0 to 100
 */
public record RetryPolicy(int maxRetries, Backoff backoff) {

    /** The plan's: three retries, after 60, 120 and 240 seconds, each plus or minus a tenth. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, new Backoff(Duration.ofSeconds(60), Duration.ofHours(1), 0.1));

    /** What to do after a failure. */
    public sealed interface Decision {
        /** Try again, that much later. */
        record Retry(Duration after) implements Decision {}

        /** It has been tried often enough. */
        record GiveUp() implements Decision {}
    }

    /** @throws IllegalArgumentException if maxRetries is not 0 to 100 */
    public RetryPolicy {
        if (maxRetries < 0 || maxRetries > 100) {
            throw new IllegalArgumentException("Retries are 0 to 100, were " + maxRetries);
        }
    }

    /**
     * What to do with a message that has just failed.
     *
     * @param failures how often it has failed, this time included; from 1
     * @param random from 0 to 1, see {@link Backoff#after}
     */
    public Decision afterFailure(int failures, double random) {
        return failures > maxRetries ? new Decision.GiveUp() : new Decision.Retry(backoff.after(failures, random));
    }
}
