package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContent.Attachment;
import io.conserje.domain.messaging.MessageContent.Text;
import org.jspecify.annotations.Nullable;

/** Reads the content of a WhatsApp message. */
final class Content {

    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    private Content() {}

    /**
     * Reads the content by the type of the message. A message without a type is a text if it has a text.
     *
     * @return null if nobody can answer the message, for example a reaction or an unknown type
     * @throws IllegalArgumentException if the message lacks a part that its type requires
     */
    static @Nullable MessageContent of(JsonNode message) {
        String type = message.path("type").asText("");
        return switch (type) {
            case "" -> message.path("text").path("body").isTextual() ? text(message.path("text"), "body") : null;
            case "text" -> text(message.path("text"), "body");
            case "button" -> text(message.path("button"), "text");
            case "interactive" -> choice(message.path("interactive"));
            case "image", "audio", "video", "document", "sticker", "location", "contacts" -> new Attachment(type);
            default -> null;
        };
    }

    private static @Nullable MessageContent choice(JsonNode interactive) {
        String type = interactive.path("type").asText("");
        return switch (type) {
            case "button_reply", "list_reply" -> text(interactive.path(type), "title");
            default -> null;
        };
    }

    private static Text text(JsonNode object, String property) {
        JsonNode written = object.path(property);
        if (!written.isTextual()) {
            throw new IllegalArgumentException("A text message must have a string body");
        }
        return new Text(cleaned(written.textValue()));
    }

    /**
     * Makes a text that every store can hold and every log can show. Control characters except tabs and line ends are
     * dropped, unpaired surrogates are replaced, and a text that is too long is cut between characters.
     */
    static String cleaned(String written) {
        StringBuilder kept = new StringBuilder(Math.min(written.length(), MessageContent.MAX_CHARACTERS));
        int at = 0;
        while (at < written.length()) {
            int codePoint = written.codePointAt(at);
            at += Character.charCount(codePoint);
            if (Character.isISOControl(codePoint) && !isLayout(codePoint)) {
                continue;
            }
            int shown = isUnpairedSurrogate(codePoint) ? REPLACEMENT_CHARACTER : codePoint;
            if (kept.length() + Character.charCount(shown) > MessageContent.MAX_CHARACTERS) {
                break;
            }
            kept.appendCodePoint(shown);
        }
        return kept.toString();
    }

    private static boolean isLayout(int codePoint) {
        return codePoint == '\n' || codePoint == '\r' || codePoint == '\t';
    }

    private static boolean isUnpairedSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
