package io.conserje.domain.session;

import io.conserje.domain.tenancy.Channel;

/**
 * A guest as one channel knows them.
 *
 * @param address where to answer: an E.164 number, an e-mail address or the channel's own user id; 1 to 255 characters.
 *     {@code toString} shows its last two characters only
 */
public record GuestRef(Channel channel, String address) {

    /** @throws IllegalArgumentException if the address is blank, longer than 255 characters or has control characters */
    public GuestRef {
        if (address.isBlank() || address.length() > 255 || address.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A guest's address on " + channel
                    + " must have 1 to 255 printable characters, had " + address.length());
        }
    }

    @Override
    public String toString() {
        return channel + ":***" + address.substring(Math.max(0, address.length() - 2));
    }
}
