package io.conserje.application.dlq;

import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects dead letters. A dead letter must match every part.
 *
 * @param channel the channel; null for any
 * @param reason the reason of the last failure, see {@link Attempt}; null for any
 * @param age the minimum time since it became a dead letter, by the store's clock; 0 to 36 500 days
 * @param until the latest time at which it became a dead letter, inclusive, by the store's clock; null for any
 */
public record LetterFilter(
        @Nullable Channel channel,
        @Nullable String reason,
        Duration age,
        @Nullable Instant until) {

    // Declared first: ALL is checked against it.
    private static final Duration MAX_AGE = Duration.ofDays(36_500);

    /** Every dead letter. */
    public static final LetterFilter ALL = new LetterFilter(null, null, Duration.ZERO, null);

    /** @throws IllegalArgumentException if the reason is invalid, or the age is not 0 to 36 500 days */
    public LetterFilter {
        if (reason != null) {
            Attempt.checkedReason(reason);
        }
        if (age.isNegative() || age.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException(
                    "The age of a dead letter must be 0 to 36500 days, was " + age + ". Example: PT1H");
        }
    }

    /** This filter, with this channel. */
    public LetterFilter on(Channel wanted) {
        return new LetterFilter(wanted, reason, age, until);
    }

    /**
     * This filter, with this reason.
     *
     * @throws IllegalArgumentException if the reason is invalid
     */
    public LetterFilter failedFor(String wanted) {
        return new LetterFilter(channel, wanted, age, until);
    }

    /**
     * This filter, with this minimum age.
     *
     * @throws IllegalArgumentException if it is not 0 to 36 500 days
     */
    public LetterFilter agedAtLeast(Duration wanted) {
        return new LetterFilter(channel, reason, wanted, until);
    }

    /** This filter, with this latest time. */
    public LetterFilter buriedUntil(Instant wanted) {
        return new LetterFilter(channel, reason, age, wanted);
    }
}
