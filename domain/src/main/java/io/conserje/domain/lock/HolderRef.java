package io.conserje.domain.lock;

/**
 * The name of a holder: a guest, a clerk, a process. 1 to 300 printable characters. It may be a person's telephone
 * number, so {@code toString} shows only its last two characters.
 */
public record HolderRef(String value) {

    private static final int MAX = 300;

    /** @throws IllegalArgumentException if the value is blank, longer than 300 characters or has a control character */
    public HolderRef {
        if (value.isBlank() || value.length() > MAX || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A holder must have 1 to " + MAX + " printable characters, had " + value.length());
        }
    }

    @Override
    public String toString() {
        return "***" + value.substring(Math.max(0, value.length() - 2));
    }
}
