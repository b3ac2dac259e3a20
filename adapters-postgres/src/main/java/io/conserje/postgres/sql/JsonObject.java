package io.conserje.postgres.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a {@code jsonb} column, with objects and lists of objects in it. Not thread-safe.
 */
public final class JsonObject {

    private final Map<String, Object> members = new LinkedHashMap<>();

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException if the text is no JSON object
     */
    public static JsonObject read(String json) {
        return of(JsonReader.object(json));
    }

    private static JsonObject of(@Nullable Object parsed) {
        if (!(parsed instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("This is no JSON object");
        }
        JsonObject object = new JsonObject();
        map.forEach((name, value) -> object.members.put(String.valueOf(name), value));
        return object;
    }

    /** Adds a member: a string, an integer, an object or a list of objects. A null is left out. */
    public JsonObject with(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** @throws IllegalArgumentException if the member is no string */
    public String text(String name) {
        return member(name, String.class);
    }

    /** The string; null if there is no such member. */
    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /** @throws IllegalArgumentException if the member is no integer */
    public int number(String name) {
        long number = member(name, Long.class);
        if (number != (int) number) {
            throw new IllegalArgumentException("The member " + name + " is out of its bounds");
        }
        return (int) number;
    }

    /** @throws IllegalArgumentException if the member is no object */
    public JsonObject object(String name) {
        return of(member(name, Map.class));
    }

    /** @throws IllegalArgumentException if the member is no list of objects */
    public List<JsonObject> objects(String name) {
        List<?> list = member(name, List.class);
        return list.stream().map(JsonObject::of).toList();
    }

    private <T> T member(String name, Class<T> type) {
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("The member " + name + " is missing, or of another type");
        }
        return type.cast(value);
    }

    /** As JSON that every {@code jsonb} column takes. */
    @Override
    public String toString() {
        StringBuilder json = new StringBuilder();
        write(json, this);
        return json.toString();
    }

    private static void write(StringBuilder json, Object value) {
        switch (value) {
            case JsonObject object -> {
                json.append('{');
                object.members.forEach((name, member) -> {
                    json.append(json.charAt(json.length() - 1) == '{' ? "" : ",");
                    FlatJson.quote(json, name);
                    json.append(':');
                    write(json, member);
                });
                json.append('}');
            }
            case List<?> list -> {
                json.append('[');
                for (int at = 0; at < list.size(); at++) {
                    json.append(at == 0 ? "" : ",");
                    write(json, list.get(at));
                }
                json.append(']');
            }
            case String text -> FlatJson.quote(json, text);
            default -> json.append(value);
        }
    }
}
