package io.conserje.postgres.queue;

import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.domain.messaging.MessageContext;
import io.conserje.postgres.sql.FlatJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message in three columns: {@code content_type} and {@code body}, which all versions read, and
 * {@code content} with everything else. Earlier versions wrote no {@code content}.
 */
final class Contents {

    private static final String TEXT = "text";

    private Contents() {}

    /** What earlier versions read as a text remains one for them: the title of a choice, the words of an edit. */
    static String type(MessageContent content) {
        return switch (content) {
            case MessageContent.Choice choice -> TEXT;
            case MessageContent.Edit edit -> edit.words().isEmpty() ? edit.type() : TEXT;
            default -> content.type();
        };
    }

    static String body(MessageContent content) {
        return content.words();
    }

    /** Everything that type and body do not say; null if that is nothing. */
    static @Nullable String details(InboundMessage message) {
        Map<String, String> fields = ContentFields.of(message);
        return fields.isEmpty() ? null : FlatJson.write(fields);
    }

    /** @throws IllegalArgumentException if the fields cannot be read */
    static MessageContent of(String type, String body, Map<String, String> fields) {
        return fields.containsKey(ContentFields.TYPE) ? new StoredFields(fields).content(body) : plain(type, body);
    }

    /** @throws IllegalArgumentException if the fields cannot be read */
    static MessageContext context(Map<String, String> fields) {
        return fields.isEmpty() ? MessageContext.NONE : new StoredFields(fields).context();
    }

    /**
     * Reads the column {@code content}.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    static Map<String, String> fields(@Nullable String details) {
        return details == null ? Map.of() : FlatJson.read(details);
    }

    /** A text, or what earlier versions kept of anything else. */
    private static MessageContent plain(String type, String body) {
        return type.equals(TEXT)
                ? new MessageContent.Text(body)
                : MessageContent.Media.Kind.named(type)
                        .<MessageContent>map(MessageContent.Media::of)
                        .orElseGet(() -> new MessageContent.Unsupported(type));
    }
}
