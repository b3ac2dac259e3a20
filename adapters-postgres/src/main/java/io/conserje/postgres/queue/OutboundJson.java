package io.conserje.postgres.queue;

import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Button;
import io.conserje.domain.messaging.OutboundMessage.Buttons;
import io.conserje.domain.messaging.OutboundMessage.ChoiceList;
import io.conserje.domain.messaging.OutboundMessage.Media;
import io.conserje.domain.messaging.OutboundMessage.MediaKind;
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
import io.conserje.postgres.sql.JsonObject;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/**
 * Outbound messages as {@code replies.content} has them: an object with the {@code type} of the message and the parts of
 * its record, without those that are null. Plain text has no content.
 */
final class OutboundJson {

    private static final String TYPE = "type";
    private static final String MEDIA = "media";

    private OutboundJson() {}

    /** The content of a message; null for plain text. */
    static @Nullable String write(OutboundMessage message) {
        return switch (message) {
            case Text text -> null;
            case Template template -> template(template).toString();
            case Buttons buttons ->
                typed("buttons")
                        .with("body", buttons.body())
                        .with(
                                "buttons",
                                buttons.buttons().stream()
                                        .map(button -> new JsonObject()
                                                .with("id", button.id())
                                                .with("title", button.title()))
                                        .toList())
                        .toString();
            case ChoiceList list ->
                typed("list")
                        .with("body", list.body())
                        .with("button", list.button())
                        .with(
                                "sections",
                                list.sections().stream()
                                        .map(OutboundJson::section)
                                        .toList())
                        .toString();
            case Media media -> media(media).toString();
            case Reaction reaction ->
                typed("reaction")
                        .with("to", reaction.to().value())
                        .with("emoji", reaction.emoji())
                        .toString();
        };
    }

    private static JsonObject typed(String type) {
        return new JsonObject().with(TYPE, type);
    }

    private static JsonObject template(Template template) {
        return typed("template")
                .with("name", template.name())
                .with("language", template.language())
                .with("header", header(template.header()))
                .with(
                        "body",
                        template.body().stream().map(OutboundJson::parameter).toList())
                .with(
                        "buttons",
                        template.buttons().stream()
                                .map(button -> new JsonObject()
                                        .with("index", button.index())
                                        .with("kind", button.kind().name())
                                        .with("value", button.value()))
                                .toList())
                .with("text", template.text());
    }

    private static @Nullable JsonObject header(@Nullable TemplateHeader header) {
        if (header == null) {
            return null;
        }
        return switch (header) {
            case TemplateHeader.Words words -> typed("words").with("parameter", parameter(words.parameter()));
            case TemplateHeader.Attached attached -> typed(MEDIA).with(MEDIA, media(attached.media()));
        };
    }

    private static JsonObject parameter(TemplateParameter parameter) {
        return new JsonObject().with("name", parameter.name()).with("text", parameter.text());
    }

    private static JsonObject section(Section section) {
        return new JsonObject()
                .with("title", section.title())
                .with(
                        "rows",
                        section.rows().stream()
                                .map(row -> new JsonObject()
                                        .with("id", row.id())
                                        .with("title", row.title())
                                        .with("description", row.description()))
                                .toList());
    }

    private static JsonObject media(Media media) {
        JsonObject source = switch (media.source()) {
            case MediaSource.Link link -> typed("link").with("address", link.address());
            case MediaSource.Id id -> typed("id").with("value", id.value());
        };
        return typed(MEDIA)
                .with("kind", media.kind().name())
                .with("source", source)
                .with("caption", media.caption())
                .with("fileName", media.fileName());
    }

    /**
     * The message with this content and these words. Content that this version cannot read, because a newer one wrote
     * it, becomes a text of its words.
     *
     * @param content null for plain text
     */
    static OutboundMessage read(@Nullable JSONB content, String words) {
        if (content == null) {
            return new Text(words);
        }
        try {
            return message(JsonObject.read(content.data()));
        } catch (IllegalArgumentException unknown) {
            return new Text(words);
        }
    }

    private static OutboundMessage message(JsonObject json) {
        String type = json.text(TYPE);
        return switch (type) {
            case "template" ->
                new Template(
                        json.text("name"),
                        json.text("language"),
                        json.has("header") ? header(json.object("header")) : null,
                        json.objects("body").stream()
                                .map(OutboundJson::parameter)
                                .toList(),
                        json.objects("buttons").stream()
                                .map(button -> new TemplateButton(
                                        button.number("index"),
                                        TemplateButton.Kind.valueOf(button.text("kind")),
                                        button.text("value")))
                                .toList(),
                        json.textOrNull("text"));
            case "buttons" ->
                new Buttons(
                        json.text("body"),
                        json.objects("buttons").stream()
                                .map(button -> new Button(button.text("id"), button.text("title")))
                                .toList());
            case "list" ->
                new ChoiceList(
                        json.text("body"),
                        json.text("button"),
                        json.objects("sections").stream()
                                .map(OutboundJson::section)
                                .toList());
            case MEDIA -> media(json);
            case "reaction" -> new Reaction(new ProviderMessageId(json.text("to")), json.text("emoji"));
            default -> throw new IllegalArgumentException("No message is of the type " + type);
        };
    }

    private static TemplateHeader header(JsonObject json) {
        return json.text(TYPE).equals(MEDIA)
                ? new TemplateHeader.Attached(media(json.object(MEDIA)))
                : new TemplateHeader.Words(parameter(json.object("parameter")));
    }

    private static TemplateParameter parameter(JsonObject json) {
        return new TemplateParameter(json.textOrNull("name"), json.text("text"));
    }

    private static Section section(JsonObject json) {
        return new Section(
                json.textOrNull("title"),
                json.objects("rows").stream()
                        .map(row -> new Row(row.text("id"), row.text("title"), row.textOrNull("description")))
                        .toList());
    }

    private static Media media(JsonObject json) {
        JsonObject source = json.object("source");
        return new Media(
                MediaKind.valueOf(json.text("kind")),
                source.text(TYPE).equals("link")
                        ? new MediaSource.Link(source.text("address"))
                        : new MediaSource.Id(source.text("value")),
                json.textOrNull("caption"),
                json.textOrNull("fileName"));
    }
}
