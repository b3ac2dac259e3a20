package io.conserje.application.waiting;

import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is neither handled nor failed. It does not show the guest, nor the text.
 *
 * @param state what it waits for
 * @param held the key of the pause or breaker for whose end it waits; null if it does not
 * @param dueAt when it was or will be due
 * @param failures how often it has failed
 * @param others how many more messages of the guest wait
 */
public record WaitingMessage(
        TenantId tenant,
        MessageId id,
        Channel channel,
        State state,
        @Nullable String held,
        Instant receivedAt,
        Instant dueAt,
        int failures,
        long others) {

    /** What a message waits for. */
    public enum State {
        /** A worker has it, or another message of its guest. */
        IN_HAND,
        /** A worker; it is due. */
        DUE,
        /** Its time: it failed, or was put off. */
        LATER,
        /** The end of a pause or of an open breaker, or that its hotel is active. */
        HELD,
        /** Earlier messages of its guest. */
        BEHIND
    }
}
