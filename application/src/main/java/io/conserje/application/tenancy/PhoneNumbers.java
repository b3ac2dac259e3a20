package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;

/**
 * Normalises telephone numbers, so that every spelling of a number gives the same identifier. Thread-safe.
 */
@FunctionalInterface
public interface PhoneNumbers {

    /** Normalises punctuation, a leading {@code 00} and the plus sign, without rules of single countries. */
    PhoneNumbers PLAIN = Identifier::phone;

    /**
     * Normalises a telephone number.
     *
     * @param written the number with its country code. {@code +54 9 11 1234-5678}, {@code 005491112345678} and
     *     {@code 5491112345678} are the same number
     * @throws IllegalArgumentException if no country has such a number. The message does not contain the number
     */
    Identifier phone(Channel channel, String written);

    /**
     * Normalises an identifier of any kind.
     *
     * @throws IllegalArgumentException if the text is not such an identifier. The message does not contain the text
     */
    default Identifier identifier(Channel channel, Identifier.Kind kind, String written) {
        return switch (kind) {
            case PHONE -> phone(channel, written);
            case EMAIL -> Identifier.email(channel, written);
            case PHONE_NUMBER_ID -> Identifier.phoneNumberId(channel, written);
            case USER_ID -> Identifier.userId(channel, written);
        };
    }

    /**
     * The identifier in its normal spelling, for a lookup. A number of unknown form is returned unchanged: it may be
     * newer than the numbering plans known here.
     */
    default Identifier inOneSpelling(Identifier identifier) {
        if (identifier.kind() != Identifier.Kind.PHONE) {
            return identifier;
        }
        try {
            return phone(identifier.channel(), identifier.value());
        } catch (IllegalArgumentException unknownHere) {
            return identifier;
        }
    }
}
