package io.conserje.application.messaging;

import io.conserje.domain.dlq.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Why a reply will not be sent any more.
 *
 * @param refused whether the channel refused it for good; otherwise it was given up
 * @param reason the kind of failure: 1 to 60 of {@code a-z 0-9 _}
 * @param cause a description for operators, without personal data
 * @param code the channel's error code, if it gave one
 */
public record ReplyFailure(
        boolean refused,
        String reason,
        String cause,
        @Nullable Integer code) {

    /** @throws IllegalArgumentException if the reason is not 1 to 60 of {@code a-z 0-9 _} */
    public ReplyFailure {
        Attempt.checkedReason(reason);
    }

    /** The channel refused a reply, without a code. */
    public static ReplyFailure refused(String cause) {
        return new ReplyFailure(true, "refused", cause, null);
    }
}
