package io.conserje.domain.dlq;

import io.conserje.domain.tenancy.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The message of a dead letter, as it was accepted. {@code toString} shows neither its text nor its guest.
 *
 * @param line the hotel's line that received it; null if the channel did not state it
 * @param contentType {@code text}, or the channel's name for an attachment
 * @param body the text; empty for an attachment
 */
public record DeadMessage(
        Channel channel,
        String providerId,
        String guest,
        @Nullable String line,
        String contentType,
        String body,
        Instant sentAt,
        Instant receivedAt) {

    @Override
    public String toString() {
        return "DeadMessage[" + channel + ", " + contentType + ", received " + receivedAt + "]";
    }
}
