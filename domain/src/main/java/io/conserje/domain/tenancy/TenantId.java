package io.conserje.domain.tenancy;

import java.util.regex.Pattern;

/**
 * The name of one hotel, as it stands in every key and every row: 2 to 50 characters of {@code a-z 0-9 _ -}, the first
 * a letter or a digit.
 */
public record TenantId(String value) implements Comparable<TenantId> {

    /** The tenant of a single-hotel installation, and of unknown senders where tenancy is not strict. */
    public static final TenantId DEFAULT = new TenantId("default");

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9_-]{1,49}");

    /** @throws IllegalArgumentException if the value has another shape */
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
