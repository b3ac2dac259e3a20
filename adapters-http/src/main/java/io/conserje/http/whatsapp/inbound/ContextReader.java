package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.http.json.Json;
import org.jspecify.annotations.Nullable;

/** Reads what WhatsApp says about a message beside its content, and leaves out what it cannot read. */
final class ContextReader {

    /** WhatsApp names one contact for each message. Of a long list the rest is not looked at. */
    private static final int MOST_CONTACTS = 100;

    private ContextReader() {}

    /** @param value the change that contains the message; it names the contacts */
    static MessageContext of(JsonNode message, JsonNode value) {
        JsonNode context = message.path("context");
        JsonNode profile = contact(message, value).path("profile");
        return new MessageContext(
                Cut.label(context, "id"),
                Cut.label(profile, "name"),
                Cut.label(profile, "username"),
                product(context.path("referred_product")),
                referral(message.path("referral")),
                context.path("forwarded").asBoolean()
                        || context.path("frequently_forwarded").asBoolean());
    }

    /** The contact of the sender. If there is one contact only, it is the sender's. */
    private static JsonNode contact(JsonNode message, JsonNode value) {
        JsonNode contacts = value.path("contacts");
        String phone = Json.scalar(message, "from");
        String user = Json.scalar(message, "from_user_id");
        for (int nth = 0; nth < Math.min(contacts.size(), MOST_CONTACTS); nth++) {
            JsonNode contact = contacts.path(nth);
            if (isSame(phone, Json.scalar(contact, "wa_id")) || isSame(user, Json.scalar(contact, "user_id"))) {
                return contact;
            }
        }
        return contacts.isArray() && contacts.size() == 1 ? contacts.path(0) : MissingNode.getInstance();
    }

    private static boolean isSame(@Nullable String one, @Nullable String other) {
        return one != null && one.equals(other);
    }

    private static MessageContext.@Nullable Product product(JsonNode product) {
        String id = Cut.label(product, "product_retailer_id");
        return id == null ? null : new MessageContext.Product(Cut.label(product, "catalog_id"), id);
    }

    private static MessageContext.@Nullable Referral referral(JsonNode referral) {
        return referral.isObject()
                ? new MessageContext.Referral(
                        Cut.label(referral, "source_type"),
                        Cut.label(referral, "source_id"),
                        Cut.label(referral, "source_url"),
                        Cut.label(referral, "headline"),
                        Cut.words(referral, "body"),
                        Cut.label(referral, "ctwa_clid"))
                : null;
    }
}
