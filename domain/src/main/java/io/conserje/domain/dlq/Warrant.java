package io.conserje.domain.dlq;

/**
 * Who made a decision, and why. It is kept as evidence.
 *
 * @param by the person or program that decided; 1 to 100 printable characters
 * @param why the reason, on one line; 1 to 500 printable characters
 */
public record Warrant(String by, String why) {

    /** @throws IllegalArgumentException if either is blank, too long or has a control character */
    public Warrant {
        if (by.isBlank() || by.length() > 100 || by.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("`by` must have 1 to 100 printable characters, had " + by.length()
                    + ". Example: ana@hotel.example");
        }
        if (why.isBlank() || why.length() > 500 || why.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("`why` must have 1 to 500 printable characters on one line, had "
                    + why.length() + ". Example: the PMS is back");
        }
    }
}
