package io.conserje.domain.dlq;

/**
 * By whose order something was done, and why; kept as evidence.
 *
 * @param by who ordered it: a user, or a machine by its name; 1 to 100 printable characters
 * @param why the reason given, on one line; 1 to 500 printable characters
 */
public record Warrant(String by, String why) {

    /** @throws IllegalArgumentException if either is blank, too long or has control characters */
    public Warrant {
        if (by.isBlank() || by.length() > 100 || by.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Who orders it has 1 to 100 printable characters, had " + by.length()
                    + ". Example: ana@hotel.example");
        }
        if (why.isBlank() || why.length() > 500 || why.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Why it is ordered has 1 to 500 printable characters on one line, had "
                    + why.length() + ". Example: the PMS is back");
        }
    }
}
