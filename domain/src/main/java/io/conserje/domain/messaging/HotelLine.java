package io.conserje.domain.messaging;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;

/**
 * The hotel's own address on a channel: the phone number id of a WhatsApp number, a mailbox, a telephone number.
 *
 * <p>The spelling of the value determines its kind: digits are a {@link Kind#PHONE_NUMBER_ID}, an E.164 number is a
 * {@link Kind#PHONE}, an e-mail address is an {@link Kind#EMAIL}, and everything else is a {@link Kind#USER_ID}. The
 * constructor enforces this. Stores therefore keep only the value, and {@link #stored} restores the same line.
 */
public record HotelLine(Identifier identifier) {

    /** @throws IllegalArgumentException if the identifier is a user id of digits only */
    public HotelLine {
        Kind spelled = kindOf(identifier.value());
        if (identifier.kind() != spelled) {
            throw new IllegalArgumentException("A hotel's line on " + identifier.channel() + " was given as "
                    + identifier.kind() + " but is spelled as " + spelled
                    + ". State the kind that the value is spelled as.");
        }
    }

    /**
     * A line as a store kept it. Only stores call this: it restores the kind from the spelling of the value.
     *
     * @throws IllegalArgumentException if no line can have this value
     */
    public static HotelLine stored(Channel channel, String value) {
        return new HotelLine(new Identifier(channel, kindOf(value), value));
    }

    private static Kind kindOf(String value) {
        if (Kind.PHONE_NUMBER_ID.matches(value)) {
            return Kind.PHONE_NUMBER_ID;
        }
        if (Kind.PHONE.matches(value)) {
            return Kind.PHONE;
        }
        return Kind.EMAIL.matches(value) ? Kind.EMAIL : Kind.USER_ID;
    }

    /**
     * Whether a hotel's identifier can be one of its lines. On WhatsApp only a phone number id can be: a telephone
     * number there is a guest's.
     */
    public static boolean canBe(Identifier identifier) {
        return switch (identifier.kind()) {
            case PHONE_NUMBER_ID -> true;
            case PHONE, EMAIL -> !identifier.channel().equals(Channel.WHATSAPP);
            case USER_ID -> false;
        };
    }

    public Channel channel() {
        return identifier.channel();
    }

    public String value() {
        return identifier.value();
    }
}
