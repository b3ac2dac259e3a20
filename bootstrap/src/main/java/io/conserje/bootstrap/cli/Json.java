package io.conserje.bootstrap.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers, booleans and null as JSON. */
final class Json {

    private final StringBuilder out = new StringBuilder();

    private final String indent;

    private Json(String indent) {
        this.indent = indent;
    }

    /** Indented by two spaces a level. */
    static String of(@Nullable Object value) {
        Json json = new Json("  ");
        json.value(value, "\n");
        return json.out.toString();
    }

    /** On one line. */
    static String lineOf(@Nullable Object value) {
        Json json = new Json("");
        json.value(value, "");
        return json.out.toString();
    }

    private void value(@Nullable Object value, String newLine) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> map(map, newLine);
            case List<?> list -> list(list, newLine);
            case Number number -> out.append(number);
            case Boolean bool -> out.append(bool);
            default -> string(value.toString());
        }
    }

    private void map(Map<?, ?> map, String newLine) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        String inner = newLine + indent;
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            out.append(inner);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), inner);
            out.append(entries.hasNext() ? "," : newLine);
        }
        out.append('}');
    }

    private void list(List<?> list, String newLine) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        String inner = newLine + indent;
        out.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            out.append(inner);
            value(items.next(), inner);
            out.append(items.hasNext() ? "," : newLine);
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
