package io.conserje.domain.dlq;

import java.time.Duration;

/**
 * How often a failed attempt is retried, and after which pauses.
 *
 * @param maxRetries how many retries follow the first failure, 0 to 100
 */
public record RetryPolicy(int maxRetries, Backoff backoff) {

    // Declared first: the backoffs below are checked against it.
    /** The longest pause that anybody may ask for: 30 days. */
    public static final Duration LONGEST_PAUSE = Duration.ofDays(30);

    /** The default for handling messages: three retries, after 60, 120 and 240 seconds, each plus or minus a tenth. */
    public static final RetryPolicy HANDLING =
            new RetryPolicy(3, new Backoff(Duration.ofSeconds(60), Duration.ofHours(1), 0.1));

    /**
     * For sending replies: 100 retries, after 2, 4, 8 seconds and so on, at most 15 minutes apart, each plus or minus a
     * tenth. They span about a day.
     */
    public static final RetryPolicy SENDING =
            new RetryPolicy(100, new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(15), 0.1));

    /** What to do after a failure. */
    public sealed interface Decision {

        /**
         * The same decision, with a retry no sooner than the given pause.
         *
         * @param pause the shortest pause before a retry; a longer one than 30 days counts as 30 days
         */
        default Decision notBefore(Duration pause) {
            Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            return this instanceof Retry retry && retry.after().compareTo(bounded) < 0 ? new Retry(bounded) : this;
        }

        /** Try again after the pause. */
        record Retry(Duration after) implements Decision {}

        /** No retry is left. */
        record GiveUp() implements Decision {}
    }

    /** @throws IllegalArgumentException if maxRetries is not 0 to 100 */
    public RetryPolicy {
        if (maxRetries < 0 || maxRetries > 100) {
            throw new IllegalArgumentException("`maxRetries` must be 0 to 100, was " + maxRetries);
        }
    }

    /**
     * What to do after a failure.
     *
     * @param failures the number of failed attempts, including this one; from 1
     * @param random from 0 to 1, see {@link Backoff#after}
     */
    public Decision afterFailure(int failures, double random) {
        return failures > maxRetries ? new Decision.GiveUp() : new Decision.Retry(backoff.after(failures, random));
    }
}
