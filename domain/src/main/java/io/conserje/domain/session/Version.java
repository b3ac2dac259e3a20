package io.conserje.domain.session;

/**
 * A number that grows with every save of a session, also over its end and a new beginning; a save names the version it was
 * made from.
 */
public record Version(long value) implements Comparable<Version> {

    /** Of a session that was never saved. */
    public static final Version NONE = new Version(0);

    /** @throws IllegalArgumentException if it is negative */
    public Version {
        if (value < 0) {
            throw new IllegalArgumentException("A session's version is 0 or more, was " + value);
        }
    }

    public Version next() {
        return new Version(value + 1);
    }

    @Override
    public int compareTo(Version other) {
        return Long.compare(value, other.value);
    }
}
