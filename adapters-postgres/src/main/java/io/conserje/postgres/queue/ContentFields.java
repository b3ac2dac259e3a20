package io.conserje.postgres.queue;

import io.conserje.domain.messaging.InboundMessage;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a message contains beside its words as named texts. {@link StoredFields} reads them. */
final class ContentFields {

    static final String TYPE = "type";

    /** The prefix of the fields of an edit's content. */
    static final String CORRECTED = "corrected.";

    /** The prefix of the fields of what a person at the hotel wrote. */
    static final String SENT = "sent.";

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final String prefix;

    private ContentFields(String prefix) {
        this.prefix = prefix;
    }

    static Map<String, String> of(InboundMessage message) {
        ContentFields all = new ContentFields("");
        all.write(message.content());
        all.write(message.context());
        return all.fields;
    }

    private void write(MessageContent content) {
        switch (content) {
            case Text text -> {}
            case Unsupported unsupported -> {}
            default -> put(TYPE, content.type());
        }
        switch (content) {
            case Text text -> {}
            case Unsupported unsupported -> {}
            case Media media -> write(media);
            case Location location -> write(location);
            case Contacts contacts -> write(contacts);
            case Reaction reaction -> {
                put("messageId", reaction.messageId());
                put("emoji", reaction.emoji());
            }
            case Choice choice -> write(choice);
            case Form form -> {
                put("name", form.name());
                put("answers", form.answers());
            }
            case Order order -> write(order);
            case Edit edit -> write(edit);
            case Revocation revocation -> put("messageId", revocation.messageId());
            case Echo echo -> writeInner(SENT, echo.sent());
            case Notice notice -> {
                put("event", notice.event());
                put("address", notice.address());
            }
        }
    }

    private void write(Media media) {
        put("id", media.id());
        put("mimeType", media.mimeType());
        put("caption", media.caption());
        put("fileName", media.fileName());
        put("size", media.size());
        put("voice", media.voice() ? true : null);
        put("animated", media.animated() ? true : null);
    }

    private void write(Location location) {
        put("latitude", location.latitude());
        put("longitude", location.longitude());
        put("name", location.name());
        put("address", location.address());
        put("url", location.url());
    }

    private void write(Contacts contacts) {
        for (int nth = 0; nth < contacts.cards().size(); nth++) {
            Contacts.Card card = contacts.cards().get(nth);
            put("contact." + nth + ".name", card.name());
            put("contact." + nth + ".organization", card.organization());
            putAll("contact." + nth + ".phone.", card.phones());
            putAll("contact." + nth + ".email.", card.emails());
        }
    }

    private void write(Choice choice) {
        put("choice", choice.control().name().toLowerCase(Locale.ROOT));
        put("id", choice.id());
        put("title", choice.title());
        put("description", choice.description());
    }

    private void write(Order order) {
        put("catalog", order.catalog());
        put("note", order.note());
        for (int nth = 0; nth < order.items().size(); nth++) {
            Order.Item item = order.items().get(nth);
            put("item." + nth + ".product", item.product());
            put("item." + nth + ".quantity", item.quantity());
            put(
                    "item." + nth + ".price",
                    item.price() == null ? null : item.price().toPlainString());
            put("item." + nth + ".currency", item.currency());
        }
    }

    private void write(Edit edit) {
        put("messageId", edit.messageId());
        writeInner(CORRECTED, edit.corrected());
    }

    private void writeInner(String name, MessageContent content) {
        ContentFields inner = new ContentFields(prefix + name);
        inner.put("contentType", content.type());
        inner.put("body", content.words());
        inner.write(content);
        fields.putAll(inner.fields);
    }

    private void write(MessageContext context) {
        put("quotedId", context.quotedId());
        put("profileName", context.profileName());
        put("userName", context.userName());
        put("forwarded", context.forwarded() ? true : null);
        put("late", context.late() ? true : null);
        MessageContext.Product product = context.product();
        if (product != null) {
            put("product.catalog", product.catalog());
            put("product.id", product.id());
        }
        MessageContext.Referral referral = context.referral();
        if (referral != null) {
            put("referral", true);
            put("referral.source", referral.source());
            put("referral.id", referral.id());
            put("referral.url", referral.url());
            put("referral.headline", referral.headline());
            put("referral.body", referral.body());
            put("referral.clickId", referral.clickId());
        }
    }

    private void putAll(String name, List<String> values) {
        for (int nth = 0; nth < values.size(); nth++) {
            put(name + nth, values.get(nth));
        }
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(prefix + name, value.toString());
        }
    }
}
