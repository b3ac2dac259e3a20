package io.conserje.domain.session;

/** The id of a turn: the handling of one message. A turn that is repeated after a crash keeps its id. */
public record TurnId(String value) {

    /** @throws IllegalArgumentException if it is blank or longer than 64 characters */
    public TurnId {
        if (value.isBlank() || value.length() > 64) {
            throw new IllegalArgumentException("A turn id must have 1 to 64 characters, had " + value.length());
        }
    }
}
