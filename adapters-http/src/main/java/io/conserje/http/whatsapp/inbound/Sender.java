package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.http.json.Json;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the guest who sent a message. A telephone number comes first, because WhatsApp prefers answers to it. Guests
 * who hide their number have a business-scoped user id in one of several places.
 */
final class Sender {

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]+");

    private Sender() {}

    /** @param value the change that contains the message; its contact counts only if it is the only one */
    static Optional<GuestRef> of(JsonNode message, JsonNode value) {
        String from = Json.scalar(message, "from");
        JsonNode contact = onlyContact(value);
        return Stream.<Supplier<Optional<GuestRef>>>of(
                        () -> phone(from),
                        () -> phone(Json.scalar(contact, "wa_id")),
                        () -> userId(Json.scalar(message, "from_user_id")),
                        () -> userId(Json.scalar(message, "user_id")),
                        () -> userId(Json.scalar(contact, "user_id")),
                        () -> userId(Json.scalar(message.path("system"), "previous_user_id")),
                        () -> userId(from))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Finds the guest to whom the hotel sent a message.
     *
     * @param value the change that contains the message
     */
    static Optional<GuestRef> recipient(JsonNode echo, JsonNode value) {
        String to = Json.scalar(echo, "to");
        JsonNode contact = onlyContact(value);
        return Stream.<Supplier<Optional<GuestRef>>>of(
                        () -> phone(to),
                        () -> phone(Json.scalar(contact, "wa_id")),
                        () -> userId(Json.scalar(echo, "to_user_id")),
                        () -> userId(Json.scalar(contact, "user_id")),
                        () -> userId(to))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static JsonNode onlyContact(JsonNode value) {
        JsonNode contacts = value.path("contacts");
        return contacts.size() == 1 ? contacts.path(0) : MissingNode.getInstance();
    }

    private static Optional<GuestRef> phone(@Nullable String written) {
        return written != null && NUMBER.matcher(written).matches()
                ? normal(Identifier::phone, written)
                : Optional.empty();
    }

    private static Optional<GuestRef> userId(@Nullable String written) {
        return written != null && !NUMBER.matcher(written).matches()
                ? normal(Identifier::userId, written)
                : Optional.empty();
    }

    private static Optional<GuestRef> normal(BiFunction<Channel, String, Identifier> kind, String written) {
        try {
            return Optional.of(GuestRef.of(kind.apply(Channel.WHATSAPP, written)));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
