package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;

/**
 * Knows the spellings of telephone numbers: one number is one identifier, however it was written, and whether a hotel was
 * given it or a guest writes from it. Thread-safe.
 */
@FunctionalInterface
public interface PhoneNumbers {

    /** Without knowledge of any country's numbering: punctuation, a leading {@code 00} and the plus sign only. */
    PhoneNumbers PLAIN = Identifier::phone;

    /**
     * The number that is meant.
     *
     * @param written with its country code: {@code +54 9 11 1234-5678}, {@code 005491112345678} and {@code 5491112345678} are
     *     one number
     * @throws IllegalArgumentException if no country has such a number; the message does not repeat it
     */
    Identifier phone(Channel channel, String written);

    /**
     * The identifier of any kind that is meant, as people write them.
     *
     * @throws IllegalArgumentException if it is none of that kind; the message does not repeat it
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
     * The same identifier in the one spelling by which it is looked for. A number that no country is known to have stays as
     * it is: it may be newer than what is known of numbers here.
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
