package io.conserje.application.reply;

import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Selects replies. A reply must match every part.
 *
 * @param shown which replies, by what became of them
 * @param channel null for any
 * @param reason the reason of the failure; null for any
 * @param code the channel's error code; null for any
 * @param age the minimum time since it was recorded, by the store's clock; 0 to 36 500 days
 */
public record ReplyFilter(
        Shown shown,
        @Nullable Channel channel,
        @Nullable String reason,
        @Nullable Integer code,
        Duration age) {

    /** Which replies are selected. */
    public enum Shown {
        /** Dead letters that wait for a decision. */
        DEAD,
        /** All that are kept. */
        ALL,
        /** See {@link ReplyState#WAITING}. */
        WAITING,
        /** Those of {@link #WAITING} whose line is held. */
        HELD,
        /** See {@link ReplyState#UNCERTAIN}. */
        UNCERTAIN,
        /** See {@link ReplyState#SENT}. */
        SENT,
        /** See {@link ReplyState#DELIVERED}. */
        DELIVERED,
        /** See {@link ReplyState#READ}. */
        READ,
        /** See {@link ReplyState#FAILED}; with or without a decision. */
        FAILED,
        /** See {@link ReplyState#REFUSED}; with or without a decision. */
        REFUSED;

        /** Whether a reply is one of these. */
        public boolean includes(ReplyRecord reply) {
            return switch (this) {
                case DEAD -> reply.dead();
                case ALL -> true;
                case HELD -> reply.held();
                case WAITING, UNCERTAIN, SENT, DELIVERED, READ, FAILED, REFUSED ->
                    reply.state().name().equals(name());
            };
        }
    }

    // Declared first: DEAD is checked against it.
    private static final Duration MAX_AGE = Duration.ofDays(36_500);

    /** Every dead letter that waits for a decision. */
    public static final ReplyFilter DEAD = of(Shown.DEAD);

    /** @throws IllegalArgumentException if the reason is invalid, or the age is not 0 to 36 500 days */
    public ReplyFilter {
        if (reason != null) {
            Attempt.checkedReason(reason);
        }
        if (age.isNegative() || age.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException(
                    "The age of a reply must be 0 to 36500 days, was " + age + ". Example: PT1H");
        }
    }

    /** Selects by what became of replies only. */
    public static ReplyFilter of(Shown shown) {
        return new ReplyFilter(shown, null, null, null, Duration.ZERO);
    }
}
