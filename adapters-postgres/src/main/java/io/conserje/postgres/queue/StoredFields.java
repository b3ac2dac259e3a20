package io.conserje.postgres.queue;

import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Choice;
import io.conserje.domain.messaging.MessageContent.Contacts;
import io.conserje.domain.messaging.MessageContent.Echo;
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
import io.conserje.domain.messaging.MessageContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ContentFields} wrote. A field that is missing and one that cannot be read are refused with an
 * IllegalArgumentException.
 */
final class StoredFields {

    private final Map<String, String> fields;

    StoredFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * The content of a message with a type of its own. Of a type that only later versions know the words remain.
     *
     * @param body the words of the message
     */
    MessageContent content(String body) {
        String type = required(ContentFields.TYPE);
        Optional<Media.Kind> kind = Media.Kind.named(type);
        if (kind.isPresent()) {
            return media(kind.get());
        }
        return switch (type) {
            case "location" -> location();
            case "contacts" -> new Contacts(cards());
            case "reaction" -> new Reaction(required("messageId"), fields.get("emoji"));
            case "choice" -> choice();
            case "form" -> new Form(fields.get("name"), required("answers"));
            case "order" -> new Order(fields.get("catalog"), fields.get("note"), items());
            case "edit" -> new Edit(required("messageId"), inner(ContentFields.CORRECTED));
            case "echo" -> new Echo(inner(ContentFields.SENT));
            case "revocation" -> new Revocation(required("messageId"));
            case "notice" -> new Notice(required("event"), fields.get("address"));
            default -> body.isEmpty() ? new Unsupported(type) : new Text(body);
        };
    }

    private Media media(Media.Kind kind) {
        String size = fields.get("size");
        return new Media(
                kind,
                fields.get("id"),
                fields.get("mimeType"),
                fields.get("caption"),
                fields.get("fileName"),
                size == null ? null : Long.valueOf(size),
                fields.containsKey("voice"),
                fields.containsKey("animated"));
    }

    private Location location() {
        return new Location(
                Double.parseDouble(required("latitude")),
                Double.parseDouble(required("longitude")),
                fields.get("name"),
                fields.get("address"),
                fields.get("url"));
    }

    private List<Contacts.Card> cards() {
        List<Contacts.Card> cards = new ArrayList<>();
        for (String each = "contact.0."; fields.containsKey(each + "name"); each = "contact." + cards.size() + ".") {
            cards.add(new Contacts.Card(
                    required(each + "name"),
                    fields.get(each + "organization"),
                    list(each + "phone."),
                    list(each + "email.")));
        }
        return cards;
    }

    private Choice choice() {
        return new Choice(
                Choice.Control.valueOf(required("choice").toUpperCase(Locale.ROOT)),
                fields.get("id"),
                required("title"),
                fields.get("description"));
    }

    private List<Order.Item> items() {
        List<Order.Item> items = new ArrayList<>();
        for (String each = "item.0."; fields.containsKey(each + "product"); each = "item." + items.size() + ".") {
            String price = fields.get(each + "price");
            items.add(new Order.Item(
                    required(each + "product"),
                    Integer.parseInt(required(each + "quantity")),
                    price == null ? null : new BigDecimal(price),
                    fields.get(each + "currency")));
        }
        return items;
    }

    private MessageContent inner(String prefix) {
        Map<String, String> inner = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                inner.put(name.substring(prefix.length()), value);
            }
        });
        StoredFields content = new StoredFields(inner);
        return Contents.of(content.required("contentType"), content.required("body"), inner);
    }

    MessageContext context() {
        String product = fields.get("product.id");
        return new MessageContext(
                fields.get("quotedId"),
                fields.get("profileName"),
                fields.get("userName"),
                product == null ? null : new MessageContext.Product(fields.get("product.catalog"), product),
                fields.containsKey("referral") ? referral() : null,
                fields.containsKey("forwarded"),
                fields.containsKey("late"));
    }

    private MessageContext.Referral referral() {
        return new MessageContext.Referral(
                fields.get("referral.source"),
                fields.get("referral.id"),
                fields.get("referral.url"),
                fields.get("referral.headline"),
                fields.get("referral.body"),
                fields.get("referral.clickId"));
    }

    private List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (String value = fields.get(name + 0); value != null; value = fields.get(name + values.size())) {
            values.add(value);
        }
        return values;
    }

    private String required(String name) {
        @Nullable String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The content of a message has no " + name);
        }
        return value;
    }
}
