package io.conserje.domain.lock;

import java.util.regex.Pattern;

/** A room as its hotel numbers it: 1 to 40 letters, digits and {@code . _ -}. */
public record RoomId(String value) implements Comparable<RoomId> {

    private static final Pattern SHAPE = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._-]{0,39}");

    /** @throws IllegalArgumentException if the value has another shape */
    public RoomId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("A room id is 1 to 40 letters, digits, dots, dashes or underscores, not "
                    + value.length() + " characters of another kind. Example: 101");
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
