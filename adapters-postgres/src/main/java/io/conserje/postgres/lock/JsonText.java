package io.conserje.postgres.lock;

import java.util.Map;
import java.util.TreeMap;

/** Writes a flat map of texts as JSON, so that one array can hold the maps of a whole batch. */
final class JsonText {

    private JsonText() {}

    static String of(Map<String, String> map) {
        StringBuilder json = new StringBuilder("{");
        new TreeMap<>(map).forEach((key, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            quote(key, json);
            json.append(':');
            quote(value, json);
        });
        return json.append('}').toString();
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int place = 0; place < text.length(); place++) {
            char unit = text.charAt(place);
            if (unit == '"' || unit == '\\') {
                json.append('\\').append(unit);
            } else if (unit < ' ') {
                json.append("\\u00").append(unit < 16 ? "0" : "").append(Integer.toHexString(unit));
            } else {
                json.append(unit);
            }
        }
        json.append('"');
    }
}
