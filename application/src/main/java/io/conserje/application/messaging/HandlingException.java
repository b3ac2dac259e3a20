package io.conserje.application.messaging;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure for which the handler decides whether it is retried. Its message is stored and shown to operators, so it
 * must hold no personal data.
 */
public final class HandlingException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean permanent;
    private final @Nullable Duration notBefore;

    private HandlingException(
            String reason, String message, boolean permanent, @Nullable Duration notBefore, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.permanent = permanent;
        this.notBefore = notBefore;
    }

    /**
     * A failure that is retried by the policy.
     *
     * @param reason the kind of failure, see {@link io.conserje.domain.dlq.Attempt}. An invalid reason is recorded as
     *     {@code handler_failed}
     */
    public static HandlingException retry(String reason, String message, @Nullable Throwable cause) {
        return new HandlingException(reason, message, false, null, cause);
    }

    /** A failure that is retried by the policy, but no sooner than after {@code pause}. */
    public static HandlingException retryNotBefore(Duration pause, String reason, String message) {
        return new HandlingException(reason, message, false, pause, null);
    }

    /** A failure that a retry cannot resolve. The message becomes a dead letter at once. */
    public static HandlingException never(String reason, String message, @Nullable Throwable cause) {
        return new HandlingException(reason, message, true, null, cause);
    }

    public String reason() {
        return reason;
    }

    public boolean isPermanent() {
        return permanent;
    }

    /** The shortest pause before a retry. */
    public Duration notBefore() {
        return notBefore == null ? Duration.ZERO : notBefore;
    }
}
