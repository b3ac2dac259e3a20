package io.conserje.application.tenancy;

/**
 * The person or program that makes a change.
 *
 * @param name a login or a program name; 1 to 200 printable characters, not blank
 */
public record Actor(String name) {

    // Declared first: LIBRARY is checked against it.
    private static final int MAX = 200;

    /** The embedder, unless it names another actor. */
    public static final Actor LIBRARY = new Actor("library");

    /** @throws IllegalArgumentException if the name is blank, too long or has a control character */
    public Actor {
        if (name.isBlank() || name.length() > MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The name of an actor must have 1 to " + MAX + " printable characters, had " + name.length());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
