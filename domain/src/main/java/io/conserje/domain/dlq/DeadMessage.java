package io.conserje.domain.dlq;

import io.conserje.domain.tenancy.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The message that could not be handled, as it was accepted. {@code toString} shows nothing that a guest said or is known by.
 *
 * @param line the hotel's number that it was sent to, or null where the channel did not say
 * @param contentType {@code text}, or the channel's name of an attachment
 * @param body the words, empty if it had none
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
