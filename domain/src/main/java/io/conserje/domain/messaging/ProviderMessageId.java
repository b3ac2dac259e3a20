package io.conserje.domain.messaging;

/**
 * The channel's own name of a message, by which a redelivery is known; 1 to 255 characters without control characters.
 * What {@code toString} shows is cut short: a WhatsApp id encodes the guest's number.
 */
public record ProviderMessageId(String value) {

    /** @throws IllegalArgumentException if it is blank, longer than 255 characters or has control characters */
    public ProviderMessageId {
        if (value.isBlank() || value.length() > 255 || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A provider's message id has 1 to 255 printable characters, had " + value.length());
        }
    }

    @Override
    public String toString() {
        return "***" + value.substring(Math.max(0, value.length() - 4));
    }
}
