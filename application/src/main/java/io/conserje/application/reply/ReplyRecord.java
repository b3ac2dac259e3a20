package io.conserje.application.reply;

import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded reply, and what became of it.
 *
 * @param line the line of its message; null if that named none
 * @param text what the guest gets; personal
 * @param failures how often sending has failed since it was recorded, or resent
 * @param resends how often an operator resent it
 * @param changedAt when it got its state; null while it waits
 * @param trouble the last thing that went wrong; null if nothing has, or if it arrived
 * @param decision the decision about it as a dead letter; null if there is none
 * @param dead whether it is a dead letter that waits for a decision
 * @param held whether it waits for a line that is held
 */
public record ReplyRecord(
        UUID id,
        TenantId tenant,
        GuestRef to,
        @Nullable HotelLine line,
        String text,
        ReplyState state,
        int failures,
        int resends,
        Instant recordedAt,
        @Nullable Instant changedAt,
        @Nullable Trouble trouble,
        @Nullable Decision decision,
        boolean dead,
        boolean held) {

    /**
     * What went wrong.
     *
     * @param reason the kind of failure, for a dead letter
     * @param cause a description for operators, without personal data
     * @param code the channel's error code, if it gave one
     */
    public record Trouble(
            @Nullable String reason, String cause, @Nullable Integer code) {}

    /**
     * A decision about a reply that was a dead letter.
     *
     * @param how {@code discarded} or {@code abandoned}
     * @param by who decided
     */
    public record Decision(String how, Instant at, String by, String why) {}
}
