package io.conserje.postgres.sql;

import java.util.HashMap;
import java.util.Map;

/** Maps of texts, which are read from JSON columns as an array of keys and an array of values. */
public final class TextMaps {

    private TextMaps() {}

    /** @param values the value of each key, in the same order */
    public static Map<String, String> of(String[] keys, String[] values) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        return map;
    }
}
