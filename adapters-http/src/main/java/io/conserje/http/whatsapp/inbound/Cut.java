package io.conserje.http.whatsapp.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.conserje.domain.messaging.MessageContent;
import io.conserje.http.json.Json;
import org.jspecify.annotations.Nullable;

/** Reads texts that every store can hold and every log can show. Long ones are cut between characters. */
final class Cut {

    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    private Cut() {}

    /** A name, an id, an address: cut at {@link MessageContent#MAX_LABEL}; null if it is missing or empty. */
    static @Nullable String label(JsonNode object, String property) {
        return optional(object, property, MessageContent.MAX_LABEL);
    }

    /** What a guest wrote: cut at {@link MessageContent#MAX_CHARACTERS}; null if it is missing or empty. */
    static @Nullable String words(JsonNode object, String property) {
        return optional(object, property, MessageContent.MAX_CHARACTERS);
    }

    private static @Nullable String optional(JsonNode object, String property, int max) {
        String written = Json.scalar(object, property);
        String kept = written == null ? "" : cleaned(written, max);
        return kept.isEmpty() ? null : kept;
    }

    /** @throws IllegalArgumentException if the label is missing or empty */
    static String requiredLabel(JsonNode object, String property) {
        String label = label(object, property);
        if (label == null) {
            throw new IllegalArgumentException("A message must have its \"" + property + "\"");
        }
        return label;
    }

    /** @throws IllegalArgumentException if it is no string; it may be empty */
    static String requiredWords(JsonNode object, String property) {
        JsonNode written = object.path(property);
        if (!written.isTextual()) {
            throw new IllegalArgumentException("A message must have its \"" + property + "\"");
        }
        return cleaned(written.textValue(), MessageContent.MAX_CHARACTERS);
    }

    /** Drops control characters except tabs and line ends, and replaces unpaired surrogates. */
    private static String cleaned(String written, int max) {
        StringBuilder kept = new StringBuilder(Math.min(written.length(), max));
        int at = 0;
        while (at < written.length()) {
            int codePoint = written.codePointAt(at);
            at += Character.charCount(codePoint);
            if (Character.isISOControl(codePoint) && !isLayout(codePoint)) {
                continue;
            }
            int shown = isUnpairedSurrogate(codePoint) ? REPLACEMENT_CHARACTER : codePoint;
            if (kept.length() + Character.charCount(shown) > max) {
                break;
            }
            kept.appendCodePoint(shown);
        }
        return kept.toString();
    }

    /** Replaces unpaired surrogates, which no encoding of texts can spell. */
    static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Cut::isUnpairedSurrogate)) {
            return text;
        }
        return text.codePoints()
                .map(codePoint -> isUnpairedSurrogate(codePoint) ? REPLACEMENT_CHARACTER : codePoint)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isLayout(int codePoint) {
        return codePoint == '\n' || codePoint == '\r' || codePoint == '\t';
    }

    private static boolean isUnpairedSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
