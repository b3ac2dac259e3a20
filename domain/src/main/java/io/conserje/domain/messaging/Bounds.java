package io.conserje.domain.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the bounds of what a message contains. Messages of exceptions show no value, because it may be a guest's. */
final class Bounds {

    private Bounds() {}

    /** Returns a text that is no longer than {@code max}; null stays null. */
    static @Nullable String text(String what, int max, @Nullable String value) {
        if (value != null && value.length() > max) {
            throw new IllegalArgumentException(
                    what + " must have at most " + max + " characters, had " + value.length());
        }
        return value;
    }

    /** Returns a text that is not empty and no longer than {@code max}. */
    static String required(String what, int max, String value) {
        if (value.isEmpty() || value.length() > max) {
            throw new IllegalArgumentException(what + " must have 1 to " + max + " characters, had " + value.length());
        }
        return value;
    }

    /** Returns a copy of a list that has no more than {@code max} elements. */
    static <T> List<T> list(String what, int max, List<T> values) {
        if (values.size() > max) {
            throw new IllegalArgumentException(what + " must be at most " + max + ", were " + values.size());
        }
        return List.copyOf(values);
    }
}
