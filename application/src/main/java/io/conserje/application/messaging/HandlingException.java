package io.conserje.application.messaging;

import io.conserje.domain.dlq.RetryPolicy;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure for which the handler decides whether it is retried, or its wish to handle the message later. Its message
 * is stored and shown to operators, so it must hold no personal data.
 */
public final class HandlingException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The shortest pause of a message that is put back. Without it a handler could keep a process busy. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final String reason;
    private final Wish wish;
    private final Duration notBefore;

    private enum Wish {
        RETRY,
        NEVER,
        LATER
    }

    private HandlingException(String reason, String message, Wish wish, Duration notBefore, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.wish = wish;
        this.notBefore = notBefore;
    }

    /**
     * A failure that is retried by the policy.
     *
     * @param reason the kind of failure, see {@link io.conserje.domain.dlq.Attempt}. An invalid reason is recorded as
     *     {@code handler_failed}
     */
    public static HandlingException retry(String reason, String message, @Nullable Throwable cause) {
        return new HandlingException(reason, message, Wish.RETRY, Duration.ZERO, cause);
    }

    /**
     * A failure that is retried by the policy, but no sooner than after {@code pause}.
     *
     * @param pause a longer one than 30 days counts as 30 days
     */
    public static HandlingException retryNotBefore(Duration pause, String reason, String message) {
        return new HandlingException(reason, message, Wish.RETRY, bounded(Duration.ZERO, pause), null);
    }

    /** A failure that a retry cannot resolve. The message becomes a dead letter at once. */
    public static HandlingException never(String reason, String message, @Nullable Throwable cause) {
        return new HandlingException(reason, message, Wish.NEVER, Duration.ZERO, cause);
    }

    /**
     * No failure: the message is put back and handled again after {@code pause}, and no attempt is counted. The guest's
     * later messages wait meanwhile. A message can be put back for 30 days after it was accepted. Then it fails, with
     * the reason {@code later_too_long}.
     *
     * @param pause 100 ms to 30 days; a shorter or longer one is bounded
     */
    public static HandlingException later(Duration pause) {
        return new HandlingException(
                "later", "The handler put the message off", Wish.LATER, bounded(SHORTEST, pause), null);
    }

    private static Duration bounded(Duration min, Duration pause) {
        Duration atLeast = pause.compareTo(min) < 0 ? min : pause;
        return atLeast.compareTo(RetryPolicy.LONGEST_PAUSE) > 0 ? RetryPolicy.LONGEST_PAUSE : atLeast;
    }

    public String reason() {
        return reason;
    }

    public boolean isPermanent() {
        return wish == Wish.NEVER;
    }

    /** Whether this is no failure, and the message is put back. */
    public boolean isLater() {
        return wish == Wish.LATER;
    }

    /** The shortest pause before the message is handled again, from zero to 30 days. */
    public Duration notBefore() {
        return notBefore;
    }
}
