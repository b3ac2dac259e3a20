package io.conserje.domain.lock;

/**
 * Who holds something, as people name them: a guest, a clerk, a node. 1 to 300 printable characters. It may be a person's
 * number: {@code toString} shows its last two characters only.
 */
public record HolderRef(String value) {

    private static final int MAX = 300;

    /** @throws IllegalArgumentException if the value is blank, longer than 300 characters or has control characters */
    public HolderRef {
        if (value.isBlank() || value.length() > MAX || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A holder has 1 to " + MAX + " printable characters, had " + value.length());
        }
    }

    @Override
    public String toString() {
        return "***" + value.substring(Math.max(0, value.length() - 2));
    }
}
