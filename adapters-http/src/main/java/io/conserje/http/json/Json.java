package io.conserje.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON trees. Thread-safe. */
public final class Json {

    /** The maximum depth of nesting. WhatsApp's payloads have about ten levels. */
    public static final int MAX_DEPTH = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private Json() {}

    /** Parses the first {@code length} bytes; empty if they are not one JSON value, or nest too deeply. */
    public static Optional<JsonNode> read(byte[] bytes, int length) {
        try {
            JsonNode tree = MAPPER.readTree(bytes, 0, length);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** Writes records, maps, lists, strings, numbers and null. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException cannotHappen) {
            throw new UncheckedIOException("Cannot write " + value.getClass().getName() + " as JSON", cannotHappen);
        }
    }

    /** Converts a string to a tree; null stays null. */
    public static @Nullable JsonNode text(@Nullable String value) {
        return value == null ? null : TextNode.valueOf(value);
    }

    /** Writes a tree with sorted properties, so that equal trees have equal text. */
    public static String canonical(JsonNode tree) {
        try {
            return SORTED.writeValueAsString(tree);
        } catch (JsonProcessingException cannotHappen) {
            throw new UncheckedIOException("Cannot write a JSON tree", cannotHappen);
        }
    }

    /** Returns the text of a property that is a string or a whole number; null otherwise. */
    public static @Nullable String scalar(JsonNode object, String property) {
        JsonNode value = object.path(property);
        return value.isTextual() || value.isIntegralNumber() ? value.asText() : null;
    }
}
