package io.conserje.application.messaging;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A handler's failure that says how it is to be treated. Its message is kept and shown: no personal data in it. */
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
     * A failure to retry by the policy.
     *
     * @param reason the kind of failure, see {@link io.conserje.domain.dlq.Attempt}; one of another shape is recorded as
     *     {@code handler_failed}
     */
    public static HandlingException retry(String reason, String message, @Nullable Throwable cause) {
        return new HandlingException(reason, message, false, null, cause);
    }

    /** A failure to retry by the policy, but no sooner than after that pause. */
    public static HandlingException retryNotBefore(Duration pause, String reason, String message) {
        return new HandlingException(reason, message, false, pause, null);
    }

    /** A failure that trying again cannot mend. */
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
