package io.conserje.domain.lock;

import java.util.regex.Pattern;

/** The hotel's own number of a room: 1 to 40 letters, digits and {@code . _ -}, starting with a letter or digit. */
public record RoomId(String value) implements Comparable<RoomId> {

    private static final Pattern SHAPE = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._-]{0,39}");

    /** @throws IllegalArgumentException if the value has another length, start or character */
    public RoomId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A room id must be 1 to 40 letters, digits, dots, dashes or underscores, had " + value.length()
                            + " characters. Example: 101");
        }
    }

    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
