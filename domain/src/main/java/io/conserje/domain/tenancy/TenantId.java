package io.conserje.domain.tenancy;

import java.util.regex.Pattern;

/**
 * The id of a hotel, as used in every key and every row: 2 to 50 of {@code a-z 0-9 _ -}, starting with a letter or a
 * digit.
 */
public record TenantId(String value) implements Comparable<TenantId> {

    // Declared first: DEFAULT is checked against it.
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9_-]{1,49}");

    /** The tenant of a single-hotel installation, and of unknown senders if tenancy is not strict. */
    public static final TenantId DEFAULT = new TenantId("default");

    /** @throws IllegalArgumentException if the value is not 2 to 50 of {@code a-z 0-9 _ -}, or starts otherwise */
    public TenantId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("Tenant id " + Quoted.of(value)
                    + " is not 2 to 50 characters of a-z, 0-9, _ and -, starting with a letter or digit."
                    + " Example: hotel-centro");
        }
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
