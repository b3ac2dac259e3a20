package io.conserje.postgres.sql;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON objects whose values are all strings, for {@code jsonb} columns that are written in a batch.
 */
public final class FlatJson {

    private static final char REPLACEMENT = '\uFFFD';

    private FlatJson() {}

    /** Writes an object that every {@code jsonb} column takes: what it refuses in a string is replaced by U+FFFD. */
    public static String write(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            quote(json, name);
            json.append(':');
            quote(json, value);
        });
        return json.append('}').toString();
    }

    /** Writes a string, see {@link #write}. */
    static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each == 0 || isUnpaired(text, at)) {
                json.append(REPLACEMENT);
            } else if (each < ' ') {
                json.append(String.format("\\u%04x", (int) each));
            } else {
                json.append(each);
            }
        }
        json.append('"');
    }

    private static boolean isUnpaired(String text, int at) {
        char each = text.charAt(at);
        if (Character.isHighSurrogate(each)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(each) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /**
     * Reads an object. Members whose value is no string are left out.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    public static Map<String, String> read(String json) {
        Map<String, String> members = new LinkedHashMap<>();
        JsonReader.object(json).forEach((name, value) -> {
            if (value instanceof String text) {
                members.put(name, text);
            }
        });
        return members;
    }
}
