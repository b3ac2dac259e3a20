package io.conserje.domain.session;

/**
 * The version of a session. It grows with every save, even after the session ended and the guest began a new one. A
 * save names the version that it replaces.
 */
public record Version(long value) implements Comparable<Version> {

    /** The version of a session that was never saved. */
    public static final Version NONE = new Version(0);

    /** @throws IllegalArgumentException if it is negative */
    public Version {
        if (value < 0) {
            throw new IllegalArgumentException("A session's version must be 0 or more, was " + value);
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
