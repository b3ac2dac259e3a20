package io.conserje.postgres.sql;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON objects whose values are all strings, for {@code jsonb} columns that are written in a batch. The library brings
 * no JSON parser, and what PostgreSQL returns needs no other.
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

    private static void quote(StringBuilder json, String text) {
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
        return new Reader(json).object();
    }

    private static final class Reader {

        private final String json;
        private int at;

        Reader(String json) {
            this.json = json;
        }

        Map<String, String> object() {
            Map<String, String> members = new LinkedHashMap<>();
            expect('{');
            if (next() == '}') {
                return members;
            }
            char separator = ',';
            while (separator == ',') {
                String name = string();
                expect(':');
                if (next() == '"') {
                    members.put(name, string());
                } else {
                    skip();
                }
                separator = next();
                at++;
            }
            if (separator != '}') {
                throw malformed();
            }
            return members;
        }

        /** Passes over a value that is no string, up to the comma or brace behind it. */
        private void skip() {
            int depth = 0;
            while (depth > 0 || (next() != ',' && next() != '}')) {
                switch (next()) {
                    case '"' -> string();
                    case '{', '[' -> {
                        depth++;
                        at++;
                    }
                    case '}', ']' -> {
                        depth--;
                        at++;
                    }
                    default -> at++;
                }
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
}
