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

    /** The deepest nesting that is read; WhatsApp's payloads have about ten levels. */
    public static final int DEEPEST = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private Json() {}

    /** The tree of the first {@code length} bytes; empty if they are no JSON, have something behind it, or nest too deeply. */
    public static Optional<JsonNode> read(byte[] bytes, int length) {
        try {
            JsonNode tree = MAPPER.readTree(bytes, 0, length);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** The JSON of records, maps, lists, strings, numbers and null. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException cannotHappen) {
            throw new UncheckedIOException("Cannot write " + value.getClass().getName() + " as JSON", cannotHappen);
        }
    }

    /** A string as a tree; null stays null. */
    public static @Nullable JsonNode text(@Nullable String value) {
        return value == null ? null : TextNode.valueOf(value);
    }

    /** One spelling of a tree, whatever the order of its properties was. */
    public static String canonical(JsonNode tree) {
        try {
            return SORTED.writeValueAsString(tree);
        } catch (JsonProcessingException cannotHappen) {
            throw new UncheckedIOException("Cannot write a JSON tree", cannotHappen);
        }
    }

    /** The property's value as it is written if it is a string or a whole number; else null. */
    public static @Nullable String scalar(JsonNode object, String property) {
        JsonNode value = object.path(property);
        return value.isTextual() || value.isIntegralNumber() ? value.asText() : null;
    }
}
