package io.conserje.domain.messaging;

import io.conserje.domain.session.GuestRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as a channel delivered it, before it is anybody's.
 *
 * @param line the hotel's number it was sent to, or null where the channel did not say
 * @param sentAt when the guest sent it, by the channel's account
 */
public record InboundMessage(
        ProviderMessageId providerId,
        GuestRef guest,
        @Nullable HotelLine line,
        MessageContent content,
        Instant sentAt) {}
