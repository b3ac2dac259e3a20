package io.conserje.domain.lock;

import java.util.regex.Pattern;

/**
 * What proves that a claim is one's own: random, of 16 to 64 letters, digits, {@code _} and {@code -}, and a secret of its
 * holder; {@code toString} hides it. A new one for every claim: it names one claim, not a thread or a process.
 */
public record OwnerToken(String value) {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{16,64}");

    /** @throws IllegalArgumentException if the value has another shape */
    public OwnerToken {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("An owner token is 16 to 64 letters, digits, dashes or underscores, not "
                    + value.length() + " characters of another kind. Make one from a random UUID.");
        }
    }

    @Override
    public String toString() {
        return "OwnerToken(hidden)";
    }
}
