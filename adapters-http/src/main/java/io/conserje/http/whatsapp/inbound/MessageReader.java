package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one message of a delivery. Thread-safe. */
final class MessageReader {

    /** The result of reading one message. */
    sealed interface Item {
        record Legible(InboundMessage message) implements Item {}

        /** @param why the result that it is counted as */
        record Illegible(Result why) implements Item {}
    }

    /** Allows every timestamp that a store can hold, up to the year 5138, and no other. */
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");

    private final InstantSource clock;
    private final boolean keepRaw;

    MessageReader(InstantSource clock, boolean keepRaw) {
        this.clock = clock;
        this.keepRaw = keepRaw;
    }

    /** @param value the change that contains the message; it names the hotel's line and the contacts */
    Item read(JsonNode message, JsonNode value) {
        if (!message.isObject()) {
            return new Item.Illegible(Result.MALFORMED_MESSAGE);
        }
        try {
            MessageContent content = ContentReader.of(message);
            Optional<GuestRef> sender = Sender.of(message, value);
            if (sender.isEmpty()) {
                return new Item.Illegible(Result.NO_SENDER);
            }
            return new Item.Legible(assemble(message, line(value), sender.get(), content)
                    .with(ContextReader.of(message, value), raw(message)));
        } catch (RuntimeException malformed) {
            // The domain refused a value. Its message is not repeated, because the value may be a person's.
            return new Item.Illegible(Result.MALFORMED_MESSAGE);
        }
    }

    private InboundMessage assemble(
            JsonNode message, @Nullable HotelLine line, GuestRef sender, MessageContent content) {
        String timestamp = Json.scalar(message, "timestamp");
        ProviderMessageId id = message.hasNonNull("id")
                ? new ProviderMessageId(idOf(message))
                : DerivedId.of(line, sender, timestamp, content, message);
        return new InboundMessage(id, sender, line, content, sentAt(timestamp));
    }

    /** A message that is too long is not kept as the channel spelled it. */
    private @Nullable String raw(JsonNode message) {
        String raw = keepRaw ? Cut.wellFormed(message.toString()) : null;
        return raw == null || raw.length() > InboundMessage.MAX_RAW ? null : raw;
    }

    private static String idOf(JsonNode message) {
        String id = Json.scalar(message, "id");
        if (id == null) {
            throw new IllegalArgumentException("The id of a message must be a string");
        }
        return id;
    }

    /** The line that a change names; null if it names none, or an impossible one. */
    @Nullable
    HotelLine lineOf(JsonNode value) {
        try {
            return line(value);
        } catch (IllegalArgumentException impossible) {
            return null;
        }
    }

    private static @Nullable HotelLine line(JsonNode value) {
        JsonNode metadata = value.path("metadata");
        if (!metadata.hasNonNull("phone_number_id")) {
            return null;
        }
        String id = Json.scalar(metadata, "phone_number_id");
        return new HotelLine(new Identifier(Channel.WHATSAPP, Kind.PHONE_NUMBER_ID, id == null ? "" : id));
    }

    private Instant sentAt(@Nullable String timestamp) {
        return timestamp != null && UNIX_SECONDS.matcher(timestamp).matches()
                ? Instant.ofEpochSecond(Long.parseLong(timestamp))
                : clock.instant();
    }
}
