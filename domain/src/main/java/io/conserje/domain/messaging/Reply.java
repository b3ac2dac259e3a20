package io.conserje.domain.messaging;

/** A text for a guest: 1 to 4096 characters, WhatsApp's limit. */
public record Reply(String text) {

    /** @throws IllegalArgumentException if the text is blank or longer than 4096 characters */
    public Reply {
        if (text.isBlank() || text.length() > 4096) {
            throw new IllegalArgumentException("A reply must have 1 to 4096 characters, had " + text.length());
        }
    }
}
