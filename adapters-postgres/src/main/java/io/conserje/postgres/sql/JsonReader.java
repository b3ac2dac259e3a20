package io.conserje.postgres.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what PostgreSQL returns for a {@code jsonb} column. The library brings no JSON parser, because hosts have theirs,
 * and jOOQ removes its own. Not thread-safe.
 */
final class JsonReader {

    private static final int MAX_DEPTH = 32;

    private final String json;
    private int at;
    private int depth;

    private JsonReader(String json) {
        this.json = json;
    }

    /**
     * The members of an object in their order: strings, {@link Long}s, other numbers as {@link Double}s, booleans, maps
     * and lists. A null is left out.
     *
     * @throws IllegalArgumentException if the text is no JSON object
     */
    static Map<String, Object> object(String json) {
        JsonReader reader = new JsonReader(json);
        return reader.object();
    }

    private @Nullable Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> scalar();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        open('{');
        if (next() != '}') {
            do {
                String name = string();
                expect(':');
                Object value = value();
                if (value != null) {
                    members.put(name, value);
                }
            } while (goesOn('}'));
        }
        close('}');
        return members;
    }

    private List<Object> list() {
        List<Object> values = new ArrayList<>();
        open('[');
        if (next() != ']') {
            do {
                Object value = value();
                if (value != null) {
                    values.add(value);
                }
            } while (goesOn(']'));
        }
        close(']');
        return values;
    }

    private void open(char bracket) {
        expect(bracket);
        if (++depth > MAX_DEPTH) {
            throw malformed();
        }
    }

    private void close(char bracket) {
        expect(bracket);
        depth--;
    }

    /** Passes over a comma; false at the end of the object or list. */
    private boolean goesOn(char end) {
        if (next() == end) {
            return false;
        }
        expect(',');
        return true;
    }

    private @Nullable Object scalar() {
        int begin = at;
        while (at < json.length() && ",}] \t\r\n".indexOf(json.charAt(at)) < 0) {
            at++;
        }
        String word = json.substring(begin, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(word);
        };
    }

    private Object number(String word) {
        try {
            return Long.valueOf(word);
        } catch (NumberFormatException noInteger) {
            return decimal(word);
        }
    }

    private Object decimal(String word) {
        try {
            return Double.valueOf(word);
        } catch (NumberFormatException noNumber) {
            throw malformed();
        }
    }

    private String string() {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (peek() != '"') {
            char each = json.charAt(at++);
            text.append(each == '\\' ? escaped() : each);
        }
        at++;
        return text.toString();
    }

    private char escaped() {
        char kind = peek();
        at++;
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> kind;
        };
    }

    private char unicode() {
        if (at + 4 > json.length()) {
            throw malformed();
        }
        at += 4;
        return (char) Integer.parseInt(json, at - 4, at, 16);
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw malformed();
        }
        at++;
    }

    /** The next character that is no space. */
    private char next() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
        return peek();
    }

    private char peek() {
        if (at >= json.length()) {
            throw malformed();
        }
        return json.charAt(at);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("A column must contain a JSON object, and is malformed at " + at);
    }
}
