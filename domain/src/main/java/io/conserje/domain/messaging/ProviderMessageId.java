package io.conserje.domain.messaging;

/**
 * The channel's own id of a message; 1 to 255 printable characters. It identifies a redelivery. {@code toString} shows
 * only its end, because a WhatsApp id encodes the guest's number.
 */
public record ProviderMessageId(String value) {

    /** @throws IllegalArgumentException if it is blank, longer than 255 characters or has a control character */
    public ProviderMessageId {
        if (value.isBlank() || value.length() > 255 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A provider's message id must have 1 to 255 printable characters, had " + value.length());
        }
    }

    @Override
    public String toString() {
        return "***" + value.substring(Math.max(0, value.length() - 4));
    }
}
