package io.conserje.domain.lock;

import java.util.regex.Pattern;

/**
 * The secret that proves the ownership of a claim: 16 to 64 random letters, digits, {@code _} and {@code -}. Every
 * claim has a new token, so a token names one claim, not a thread or a process. {@code toString} hides it.
 */
public record OwnerToken(String value) {

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{16,64}");

    /** @throws IllegalArgumentException if the value has another length or another character */
    public OwnerToken {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "An owner token must be 16 to 64 letters, digits, dashes or underscores, had " + value.length()
                            + " characters. Use a random UUID.");
        }
    }

    @Override
    public String toString() {
        return "OwnerToken(hidden)";
    }
}
