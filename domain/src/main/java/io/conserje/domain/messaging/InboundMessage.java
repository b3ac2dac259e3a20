package io.conserje.domain.messaging;

import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.session.GuestRef;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /**
     * Several texts of a guest as one message, a line each. Everything else is that of the latest one.
     *
     * @param messages in their order; not empty
     * @throws IllegalArgumentException if not all of them can be joined, see {@link Coalescing#joinable}
     */
    public static InboundMessage joined(List<InboundMessage> messages) {
        InboundMessage latest = messages.getLast();
        if (messages.size() == 1) {
            return latest;
        }
        if (Coalescing.joinable(messages) < messages.size()) {
            throw new IllegalArgumentException("Only up to " + Coalescing.MAX_MESSAGES + " texts to one line, with "
                    + MessageContent.MAX_CHARACTERS + " characters together, can be joined");
        }
        String body = messages.stream()
                .flatMap(message -> message.content() instanceof Text text ? Stream.of(text.body()) : Stream.empty())
                .collect(Collectors.joining("\n"));
        return new InboundMessage(latest.providerId(), latest.guest(), latest.line(), new Text(body), latest.sentAt());
    }
}
