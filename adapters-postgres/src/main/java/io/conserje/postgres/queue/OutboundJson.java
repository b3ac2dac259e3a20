package io.conserje.postgres.queue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.MediaSource;
import io.conserje.domain.messaging.OutboundMessage.TemplateHeader;
import io.conserje.domain.messaging.ProviderMessageId;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/**
 * Outbound messages as {@code replies.content} has them: an object with the {@code type} of the message and the parts of
 * its record, without those that are null. Plain text has no content.
 */
final class OutboundJson {

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = OutboundMessage.Text.class, name = "text"),
        @JsonSubTypes.Type(value = OutboundMessage.Template.class, name = "template"),
        @JsonSubTypes.Type(value = OutboundMessage.Buttons.class, name = "buttons"),
        @JsonSubTypes.Type(value = OutboundMessage.ChoiceList.class, name = "list"),
        @JsonSubTypes.Type(value = OutboundMessage.Media.class, name = "media"),
        @JsonSubTypes.Type(value = OutboundMessage.Reaction.class, name = "reaction")
    })
    private interface Typed {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = MediaSource.Link.class, name = "link"),
        @JsonSubTypes.Type(value = MediaSource.Id.class, name = "id")
    })
    private interface TypedSource {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TemplateHeader.Words.class, name = "words"),
        @JsonSubTypes.Type(value = TemplateHeader.Attached.class, name = "media")
    })
    private interface TypedHeader {}

    private abstract static class PlainId {
        @JsonCreator
        @SuppressWarnings("unused") // Jackson reads the annotation.
        PlainId(String value) {}

        @JsonValue
        abstract String value();
    }

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(OutboundMessage.class, Typed.class)
            .addMixIn(MediaSource.class, TypedSource.class)
            .addMixIn(TemplateHeader.class, TypedHeader.class)
            .addMixIn(ProviderMessageId.class, PlainId.class)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final JavaType MESSAGE = MAPPER.constructType(OutboundMessage.class);

    private OutboundJson() {}

    /** The content of a message; null for plain text. */
    static @Nullable String write(OutboundMessage message) {
        if (message instanceof OutboundMessage.Text) {
            return null;
        }
        try {
            return MAPPER.writerFor(MESSAGE).writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Cannot write " + message + " as JSON", impossible);
        }
    }

    /**
     * The message with this content and these words. Content that this version cannot read, because a newer one wrote
     * it, becomes a text of its words.
     *
     * @param content null for plain text
     */
    static OutboundMessage read(@Nullable JSONB content, String words) {
        if (content != null) {
            try {
                return MAPPER.readValue(content.data(), MESSAGE);
            } catch (JsonProcessingException unknown) {
                return new OutboundMessage.Text(words);
            }
        }
        return new OutboundMessage.Text(words);
    }
}
