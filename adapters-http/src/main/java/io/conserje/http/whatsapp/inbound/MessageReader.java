package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.HotelLine;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Echo;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;
import io.conserje.http.WebhookListener.Result;
import io.conserje.http.WebhookRules;
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

        /** @param why the result that it is counted as */
        record Ignored(Result why) implements Item {}
    }

    /** Allows every timestamp that a store can hold, up to the year 5138, and no other. */
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");

    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");

    private final InstantSource clock;
    private final WebhookRules rules;

    MessageReader(InstantSource clock, WebhookRules rules) {
        this.clock = clock;
        this.rules = rules;
    }

    /** @param value the change that contains the message; it names the hotel's line and the contacts */
    Item read(JsonNode message, JsonNode value) {
        if (message.hasNonNull("group_id")) {
            return new Item.Ignored(Result.GROUP_MESSAGE);
        }
        return isOwn(message, value)
                ? new Item.Ignored(Result.OWN_MESSAGE)
                : reading(message, () -> {
                    Optional<GuestRef> sender = Sender.of(message, value);
                    return sender.isEmpty()
                            ? new Item.Illegible(Result.NO_SENDER)
                            : legible(message, value, sender.get(), ContentReader.of(message), sentAt(message));
                });
    }

    /** Reads a message that a person at the hotel wrote to a guest. Its time is no later than now. */
    Item readEcho(JsonNode echo, JsonNode value) {
        if (echo.hasNonNull("group_id")) {
            return new Item.Ignored(Result.GROUP_MESSAGE);
        }
        return reading(echo, () -> {
            Optional<GuestRef> guest = Sender.recipient(echo, value);
            Instant now = clock.instant();
            Instant sentAt = sentAt(echo);
            return guest.isEmpty()
                    ? new Item.Illegible(Result.NO_SENDER)
                    : legible(
                            echo,
                            value,
                            guest.get(),
                            new Echo(ContentReader.of(echo)),
                            sentAt.isAfter(now) ? now : sentAt);
        });
    }

    private interface Reading {
        Item read();
    }

    private static Item reading(JsonNode message, Reading reading) {
        try {
            return message.isObject() ? reading.read() : new Item.Illegible(Result.MALFORMED_MESSAGE);
        } catch (RuntimeException malformed) {
            // The domain refused a value. Its message is not repeated, because the value may be a person's.
            return new Item.Illegible(Result.MALFORMED_MESSAGE);
        }
    }

    /** Whether the hotel's own number sent the message. */
    private static boolean isOwn(JsonNode message, JsonNode value) {
        String from = digits(message, "from");
        return !from.isEmpty() && from.equals(digits(value.path("metadata"), "display_phone_number"));
    }

    private static String digits(JsonNode object, String property) {
        String written = Json.scalar(object, property);
        return written == null ? "" : NO_DIGIT.matcher(written).replaceAll("");
    }

    private Item legible(JsonNode message, JsonNode value, GuestRef guest, MessageContent content, Instant sentAt) {
        HotelLine line = line(value);
        ProviderMessageId id = message.hasNonNull("id")
                ? new ProviderMessageId(idOf(message))
                : DerivedId.of(line, guest, Json.scalar(message, "timestamp"), content, message);
        MessageContext context = ContextReader.of(message, value);
        return new Item.Legible(new InboundMessage(
                id, guest, line, content, sentAt, isLate(sentAt) ? context.asLate() : context, raw(message)));
    }

    private boolean isLate(Instant sentAt) {
        return rules.maxAge() != null && sentAt.isBefore(clock.instant().minus(rules.maxAge()));
    }

    /** A message that is too long is not kept as the channel spelled it. */
    private @Nullable String raw(JsonNode message) {
        String raw = rules.keepRaw() ? Cut.wellFormed(message.toString()) : null;
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
    static @Nullable HotelLine lineOf(JsonNode value) {
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

    private Instant sentAt(JsonNode message) {
        String timestamp = Json.scalar(message, "timestamp");
        return timestamp != null && UNIX_SECONDS.matcher(timestamp).matches()
                ? Instant.ofEpochSecond(Long.parseLong(timestamp))
                : clock.instant();
    }
}
