package io.conserje.application.tenancy;

/**
 * Who changes something: a person's login, or the name of a program.
 *
 * @param name 1 to 200 characters, not blank, no control characters
 */
public record Actor(String name) {

    // First: the constants below are checked against it.
    private static final int MAX = 200;

    /** Whoever embeds this library, where it does not say more. */
    public static final Actor LIBRARY = new Actor("library");

    /** @throws IllegalArgumentException if the name has another shape */
    public Actor {
        if (name.isBlank() || name.length() > MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The name of an actor has 1 to " + MAX
                    + " characters and no control characters; this one has " + name.length());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
