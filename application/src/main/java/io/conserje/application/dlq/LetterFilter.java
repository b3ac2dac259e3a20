package io.conserje.application.dlq;

import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant; each part narrows.
 *
 * @param channel of this channel only, or null for any
 * @param reason given up for this kind of failure only, or null for any, see {@link Attempt}
 * @param age buried at least that long ago, by the store's clock
 * @param until buried at that instant or before, by the store's clock; or null for no such bound
 */
public record LetterFilter(
        @Nullable Channel channel,
        @Nullable String reason,
        Duration age,
        @Nullable Instant until) {

    // First: the constant below is checked against it.
    private static final Duration OLDEST = Duration.ofDays(36_500);

    /** Every letter. */
    public static final LetterFilter ALL = new LetterFilter(null, null, Duration.ZERO, null);

    /** @throws IllegalArgumentException if no attempt can have that reason, or age is negative or more than 36 500 days */
    public LetterFilter {
        if (reason != null) {
            Attempt.checkedReason(reason);
        }
        if (age.isNegative() || age.compareTo(OLDEST) > 0) {
            throw new IllegalArgumentException(
                    "A letter's age is from nothing to 36500 days, was " + age + ". Example: PT1H");
        }
    }

    public LetterFilter on(Channel wanted) {
        return new LetterFilter(wanted, reason, age, until);
    }

    /** @throws IllegalArgumentException if no attempt can have that reason */
    public LetterFilter failedFor(String wanted) {
        return new LetterFilter(channel, wanted, age, until);
    }

    public LetterFilter agedAtLeast(Duration wanted) {
        return new LetterFilter(channel, reason, wanted, until);
    }

    public LetterFilter buriedUntil(Instant wanted) {
        return new LetterFilter(channel, reason, age, wanted);
    }
}
