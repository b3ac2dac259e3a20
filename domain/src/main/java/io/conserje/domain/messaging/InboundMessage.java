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
 * @param context what the channel says about it beside its content
 * @param raw the message as the channel spelled it, to be kept for a time, at most {@link #MAX_RAW} long. Null if it is
 *     not to be kept, and for every message that comes from a store
 */
public record InboundMessage(
        ProviderMessageId providerId,
        GuestRef guest,
        @Nullable HotelLine line,
        MessageContent content,
        Instant sentAt,
        MessageContext context,
        @Nullable String raw) {

    /** The maximum length of a raw message. */
    public static final int MAX_RAW = 131_072;

    /** @throws IllegalArgumentException if the line and the guest are on different channels, or raw is too long */
    public InboundMessage {
        if (line != null && !line.channel().equals(guest.channel())) {
            throw new IllegalArgumentException("A message from a guest on " + guest.channel()
                    + " names a hotel's line on " + line.channel() + ". Both must be on the same channel.");
        }
        Bounds.text("A raw message", MAX_RAW, raw);
    }

    /** A message about which nothing else is known. */
    public InboundMessage(
            ProviderMessageId providerId,
            GuestRef guest,
            @Nullable HotelLine line,
            MessageContent content,
            Instant sentAt) {
        this(providerId, guest, line, content, sentAt, MessageContext.NONE, null);
    }

    /** This message with what the channel says about it, and as the channel spelled it. */
    public InboundMessage with(MessageContext known, @Nullable String spelled) {
        return new InboundMessage(providerId, guest, line, content, sentAt, known, spelled);
    }

    @Override
    public String toString() {
        return "InboundMessage[" + providerId + ", " + content + ", sent " + sentAt + "]";
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
        return new InboundMessage(
                latest.providerId(),
                latest.guest(),
                latest.line(),
                new Text(body),
                latest.sentAt(),
                latest.context(),
                latest.raw());
    }
}
