package io.conserje.domain.messaging;

import io.conserje.domain.session.GuestRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as a channel delivered it, before its hotel is known.
 *
 * @param line the hotel's line that received it, on the guest's channel; null if the channel did not state it
 * @param sentAt when the guest sent it, according to the channel
 */
public record InboundMessage(
        ProviderMessageId providerId,
        GuestRef guest,
        @Nullable HotelLine line,
        MessageContent content,
        Instant sentAt) {

    /** @throws IllegalArgumentException if the line and the guest are on different channels */
    public InboundMessage {
        if (line != null && !line.channel().equals(guest.channel())) {
            throw new IllegalArgumentException("A message from a guest on " + guest.channel()
                    + " names a hotel's line on " + line.channel() + ". Both must be on the same channel.");
        }
    }
}
