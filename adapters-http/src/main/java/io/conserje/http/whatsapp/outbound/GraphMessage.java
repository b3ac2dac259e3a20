package io.conserje.http.whatsapp.outbound;

import io.conserje.application.messaging.OutboundReply;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Buttons;
import io.conserje.domain.messaging.OutboundMessage.ChoiceList;
import io.conserje.domain.messaging.OutboundMessage.Media;
import io.conserje.domain.messaging.OutboundMessage.MediaSource;
import io.conserje.domain.messaging.OutboundMessage.Reaction;
import io.conserje.domain.messaging.OutboundMessage.Row;
import io.conserje.domain.messaging.OutboundMessage.Section;
import io.conserje.domain.messaging.OutboundMessage.Template;
import io.conserje.domain.messaging.OutboundMessage.TemplateButton;
import io.conserje.domain.messaging.OutboundMessage.TemplateHeader;
import io.conserje.domain.messaging.OutboundMessage.TemplateParameter;
import io.conserje.domain.messaging.OutboundMessage.Text;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.tenancy.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies of requests to the Graph API, as trees of maps and lists. */
final class GraphMessage {

    private static final String TYPE = "type";
    private static final String TEXT = "text";
    private static final String PARAMETERS = "parameters";

    private GraphMessage() {}

    static Map<String, Object> of(OutboundReply reply) {
        Map<String, Object> body = product();
        body.put("recipient_type", "individual");
        String address = reply.to().address();
        // The API takes a user id under "to" for a number, and loses the message without an error.
        if (reply.to().kind() == Identifier.Kind.PHONE) {
            body.put("to", address.substring(1));
        } else {
            body.put("recipient", address);
        }
        OutboundMessage message = reply.reply().message();
        String type = type(message);
        body.put(TYPE, type);
        body.put(type, part(message));
        return body;
    }

    /** Tells that a message was read. */
    static Map<String, Object> read(ProviderMessageId message) {
        Map<String, Object> body = product();
        body.put("status", "read");
        body.put("message_id", message.value());
        return body;
    }

    private static Map<String, Object> product() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("messaging_product", "whatsapp");
        return body;
    }

    private static String type(OutboundMessage message) {
        return switch (message) {
            case Text text -> TEXT;
            case Template template -> "template";
            case Buttons buttons -> "interactive";
            case ChoiceList list -> "interactive";
            case Media media -> media.kind().word();
            case Reaction reaction -> "reaction";
        };
    }

    private static Map<String, Object> part(OutboundMessage message) {
        return switch (message) {
            case Text text -> map("preview_url", false, "body", text.body());
            case Template template -> template(template);
            case Buttons buttons -> buttons(buttons);
            case ChoiceList list -> list(list);
            case Media media -> media(media);
            case Reaction reaction -> map("message_id", reaction.to().value(), "emoji", reaction.emoji());
        };
    }

    private static Map<String, Object> template(Template template) {
        List<Map<String, Object>> components = new ArrayList<>();
        if (template.header() != null) {
            components.add(map(TYPE, "header", PARAMETERS, List.of(header(template.header()))));
        }
        if (!template.body().isEmpty()) {
            components.add(map(
                    TYPE,
                    "body",
                    PARAMETERS,
                    template.body().stream().map(GraphMessage::parameter).toList()));
        }
        template.buttons().forEach(button -> components.add(button(button)));
        Map<String, Object> part = map("name", template.name(), "language", Map.of("code", template.language()));
        if (!components.isEmpty()) {
            part.put("components", components);
        }
        return part;
    }

    private static Map<String, Object> header(TemplateHeader header) {
        return switch (header) {
            case TemplateHeader.Words words -> parameter(words.parameter());
            case TemplateHeader.Attached attached -> {
                String kind = attached.media().kind().word();
                yield map(TYPE, kind, kind, media(attached.media()));
            }
        };
    }

    private static Map<String, Object> parameter(TemplateParameter parameter) {
        Map<String, Object> part = map(TYPE, TEXT, TEXT, parameter.text());
        putIfPresent(part, "parameter_name", parameter.name());
        return part;
    }

    private static Map<String, Object> button(TemplateButton button) {
        Map<String, Object> parameter = switch (button.kind()) {
            case QUICK_REPLY -> map(TYPE, "payload", "payload", button.value());
            case URL -> map(TYPE, TEXT, TEXT, button.value());
            case COPY_CODE -> map(TYPE, "coupon_code", "coupon_code", button.value());
        };
        String kind = switch (button.kind()) {
            case QUICK_REPLY -> "quick_reply";
            case URL -> "url";
            case COPY_CODE -> "copy_code";
        };
        Map<String, Object> part = map(TYPE, "button", "sub_type", kind);
        part.put("index", Integer.toString(button.index()));
        part.put(PARAMETERS, List.of(parameter));
        return part;
    }

    private static Map<String, Object> buttons(Buttons buttons) {
        List<Map<String, Object>> shown = buttons.buttons().stream()
                .map(button -> map(TYPE, "reply", "reply", map("id", button.id(), "title", button.title())))
                .toList();
        return interactive("button", buttons.body(), map("buttons", shown));
    }

    private static Map<String, Object> list(ChoiceList list) {
        List<Map<String, Object>> sections =
                list.sections().stream().map(GraphMessage::section).toList();
        return interactive("list", list.body(), map("button", list.button(), "sections", sections));
    }

    private static Map<String, Object> interactive(String type, String body, Map<String, Object> action) {
        Map<String, Object> part = map(TYPE, type, "body", map(TEXT, body));
        part.put("action", action);
        return part;
    }

    private static Map<String, Object> section(Section section) {
        Map<String, Object> part = new LinkedHashMap<>();
        putIfPresent(part, "title", section.title());
        part.put("rows", section.rows().stream().map(GraphMessage::row).toList());
        return part;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> part = map("id", row.id(), "title", row.title());
        putIfPresent(part, "description", row.description());
        return part;
    }

    private static Map<String, Object> media(Media media) {
        Map<String, Object> part = switch (media.source()) {
            case MediaSource.Link link -> map("link", link.address());
            case MediaSource.Id id -> map("id", id.value());
        };
        putIfPresent(part, "caption", media.caption());
        putIfPresent(part, "filename", media.fileName());
        return part;
    }

    private static void putIfPresent(Map<String, Object> part, String name, @Nullable String value) {
        if (value != null) {
            part.put(name, value);
        }
    }

    private static Map<String, Object> map(String name, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(name, value);
        return map;
    }

    private static Map<String, Object> map(String first, Object one, String second, Object two) {
        Map<String, Object> map = map(first, one);
        map.put(second, two);
        return map;
    }
}
