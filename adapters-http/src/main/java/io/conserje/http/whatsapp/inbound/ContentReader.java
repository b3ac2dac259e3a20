package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Contacts;
import io.conserje.domain.messaging.MessageContent.Edit;
import io.conserje.domain.messaging.MessageContent.Form;
import io.conserje.domain.messaging.MessageContent.Location;
import io.conserje.domain.messaging.MessageContent.Media;
import io.conserje.domain.messaging.MessageContent.Notice;
import io.conserje.domain.messaging.MessageContent.Order;
import io.conserje.domain.messaging.MessageContent.Reaction;
import io.conserje.domain.messaging.MessageContent.Revocation;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageContent.Unsupported;
import io.conserje.http.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the content of a WhatsApp message. Texts and lists that are too long are cut. */
final class ContentReader {

    private static final double MAX_PRICE = 1e12;
    private static final int DECIMALS = 8;

    private ContentReader() {}

    /**
     * Reads the content by the type of the message. A message without a type is a text if it has a text.
     *
     * @throws IllegalArgumentException if the message lacks a part that its type requires
     */
    static MessageContent of(JsonNode message) {
        String type = message.path("type").asText("");
        Optional<Media.Kind> kind = Media.Kind.named(type);
        if (kind.isPresent()) {
            return media(kind.get(), message.path(type));
        }
        return switch (type) {
            case "" -> message.path("text").path("body").isTextual() ? text(message) : new Unsupported("unknown");
            case "text" -> text(message);
            case "button" -> templateButton(message.path("button"));
            case "interactive" -> interactive(message.path("interactive"));
            case "location" -> location(message.path("location"));
            case "contacts" -> new Contacts(cards(message.path("contacts")));
            case "reaction" ->
                new Reaction(
                        Cut.requiredLabel(message.path("reaction"), "message_id"),
                        Cut.label(message.path("reaction"), "emoji"));
            case "order" -> order(message.path("order"));
            case "edit" -> edit(message.path("edit"));
            case "revoke" -> new Revocation(Cut.requiredLabel(message.path("revoke"), "original_message_id"));
            case "system" -> notice(message.path("system"));
            case "request_welcome" -> new Notice(type, null);
            case "unsupported" -> unsupported(Cut.label(message.path("unsupported"), "type"));
            default -> unsupported(Cut.label(message, "type"));
        };
    }

    private static Text text(JsonNode message) {
        return new Text(Cut.requiredWords(message.path("text"), "body"));
    }

    private static Media media(Media.Kind kind, JsonNode file) {
        JsonNode size = file.path("file_size");
        return new Media(
                kind,
                Cut.label(file, "id"),
                Cut.label(file, "mime_type"),
                Cut.words(file, "caption"),
                Cut.label(file, "filename"),
                size.canConvertToLong() && size.isIntegralNumber() && size.longValue() >= 0 ? size.longValue() : null,
                file.path("voice").asBoolean(),
                file.path("animated").asBoolean());
    }

    private static Choice templateButton(JsonNode button) {
        return new Choice(
                Choice.Control.TEMPLATE_BUTTON, Cut.label(button, "payload"), Cut.requiredWords(button, "text"), null);
    }

    private static MessageContent interactive(JsonNode interactive) {
        String type = interactive.path("type").asText("");
        JsonNode reply = interactive.path(type);
        return switch (type) {
            case "button_reply" ->
                new Choice(Choice.Control.BUTTON, Cut.label(reply, "id"), Cut.requiredWords(reply, "title"), null);
            case "list_reply" ->
                new Choice(
                        Choice.Control.ROW,
                        Cut.label(reply, "id"),
                        Cut.requiredWords(reply, "title"),
                        Cut.label(reply, "description"));
            case "nfm_reply" -> new Form(Cut.label(reply, "name"), answers(reply.path("response_json")));
            default -> unsupported(type.isEmpty() ? "interactive" : Cut.label(interactive, "type"));
        };
    }

    /** The channel sends the answers as a text that is JSON. */
    private static String answers(JsonNode written) {
        if (written.isObject()) {
            return Cut.wellFormed(written.toString());
        }
        byte[] bytes = written.asText("").getBytes(StandardCharsets.UTF_8);
        if (Json.read(bytes, bytes.length).filter(JsonNode::isObject).isEmpty()) {
            throw new IllegalArgumentException("The answers of a form must be a JSON object");
        }
        return Cut.wellFormed(written.textValue());
    }

    private static Location location(JsonNode location) {
        return new Location(
                location.path("latitude").asDouble(Double.NaN),
                location.path("longitude").asDouble(Double.NaN),
                Cut.label(location, "name"),
                Cut.label(location, "address"),
                Cut.label(location, "url"));
    }

    private static List<Contacts.Card> cards(JsonNode contacts) {
        List<Contacts.Card> cards = new ArrayList<>();
        for (JsonNode contact : first(MessageContent.MAX_PARTS, contacts)) {
            String name = Cut.label(contact.path("name"), "formatted_name");
            cards.add(new Contacts.Card(
                    name == null ? "" : name,
                    Cut.label(contact.path("org"), "company"),
                    addresses(contact.path("phones"), "phone"),
                    addresses(contact.path("emails"), "email")));
        }
        return cards;
    }

    private static List<String> addresses(JsonNode list, String property) {
        return first(Contacts.MAX_ADDRESSES, list).stream()
                .map(each -> Cut.label(each, property))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static Order order(JsonNode order) {
        return new Order(
                Cut.label(order, "catalog_id"),
                Cut.words(order, "text"),
                mapped(first(MessageContent.MAX_PARTS, order.path("product_items")), ContentReader::item));
    }

    private static Order.Item item(JsonNode item) {
        String quantity = Json.scalar(item, "quantity");
        return new Order.Item(
                Cut.requiredLabel(item, "product_retailer_id"),
                quantity == null ? 1 : Integer.parseInt(quantity),
                price(item.path("item_price")),
                Cut.label(item, "currency"));
    }

    /** Through a double, so that an endless number costs nothing. */
    private static @Nullable BigDecimal price(JsonNode written) {
        double price = written.asDouble(Double.NaN);
        if (!(price >= 0 && price <= MAX_PRICE)) {
            return null;
        }
        BigDecimal exact = BigDecimal.valueOf(price);
        return exact.scale() > DECIMALS ? exact.setScale(DECIMALS, RoundingMode.HALF_EVEN) : exact;
    }

    private static Edit edit(JsonNode edit) {
        JsonNode corrected = edit.path("message");
        if (!corrected.isObject() || corrected.path("type").asText("").equals("edit")) {
            throw new IllegalArgumentException("An edit must have its corrected message");
        }
        return new Edit(Cut.requiredLabel(edit, "original_message_id"), of(corrected));
    }

    private static Notice notice(JsonNode system) {
        String phone = Cut.label(system, "wa_id");
        String event = Cut.label(system, "type");
        return new Notice(event == null ? "system" : event, phone == null ? Cut.label(system, "user_id") : phone);
    }

    /** A type that this reader supports, but that the channel declares unsupported, keeps its name behind a prefix. */
    private static Unsupported unsupported(@Nullable String type) {
        if (type == null) {
            return new Unsupported("unsupported");
        }
        boolean supported = type.equals("text") || Media.Kind.named(type).isPresent();
        return new Unsupported(supported ? "unsupported_" + type : type);
    }

    private static List<JsonNode> first(int max, JsonNode list) {
        List<JsonNode> nodes = new ArrayList<>();
        for (JsonNode node : list.isArray() ? list : List.<JsonNode>of()) {
            if (nodes.size() == max) {
                break;
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static <T> List<T> mapped(List<JsonNode> nodes, Function<JsonNode, T> reading) {
        return nodes.stream().map(reading).toList();
    }
}
