package io.conserje.domain.session;

/** The unit of work that changed a session: the same unit, repeated after a crash, starts from where it first started. */
public record TurnId(String value) {

    /** @throws IllegalArgumentException if it is blank or longer than 64 characters */
    public TurnId {
        if (value.isBlank() || value.length() > 64) {
            throw new IllegalArgumentException("A turn id has 1 to 64 characters, had " + value.length());
        }
    }
}
