package io.conserje.domain.session;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;

/**
 * A guest as one channel knows them. Inbound adapters state the kind of the address with a factory method.
 *
 * <p>The spelling of an address determines its kind: an E.164 number is a {@link Kind#PHONE}, an e-mail address is an
 * {@link Kind#EMAIL}, and everything else is a {@link Kind#USER_ID}. The constructor enforces this. Stores therefore
 * keep only channel and address, and {@link #stored} restores the same value.
 *
 * @param kind PHONE, EMAIL or USER_ID
 * @param address where replies go; 1 to 255 printable characters. {@code toString} shows only its last two characters
 */
public record GuestRef(Channel channel, Kind kind, String address) {

    private static final int MAX = 255;

    /**
     * @throws IllegalArgumentException if the address is blank, has more than 255 characters or a control character, or
     *     is spelled like an address of another kind
     */
    public GuestRef {
        if (address.isBlank() || address.length() > MAX || address.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A guest's address on " + channel + " must have 1 to " + MAX
                    + " printable characters, had " + address.length());
        }
        Kind spelled = kindOf(address);
        if (kind != spelled) {
            throw new IllegalArgumentException("A guest's address on " + channel + " was given as " + kind
                    + " but is spelled as " + spelled + ". State the kind that the address is spelled as.");
        }
    }

    /**
     * A guest with a telephone number in any spelling, see {@link Identifier#phone}.
     *
     * @throws IllegalArgumentException if it is not a telephone number
     */
    public static GuestRef phone(Channel channel, String written) {
        return of(Identifier.phone(channel, written));
    }

    /**
     * A guest with an e-mail address, see {@link Identifier#email}.
     *
     * @throws IllegalArgumentException if it is not an e-mail address
     */
    public static GuestRef email(Channel channel, String written) {
        return of(Identifier.email(channel, written));
    }

    /**
     * A guest with the channel's own user id, kept as given.
     *
     * @throws IllegalArgumentException if it is no valid address, or is spelled like a telephone number or an e-mail
     *     address
     */
    public static GuestRef userId(Channel channel, String id) {
        return new GuestRef(channel, Kind.USER_ID, id);
    }

    /**
     * The guest whom the identifier names.
     *
     * @throws IllegalArgumentException if the identifier is a {@link Kind#PHONE_NUMBER_ID}, which names a hotel's line
     */
    public static GuestRef of(Identifier identifier) {
        return new GuestRef(identifier.channel(), identifier.kind(), identifier.value());
    }

    /**
     * A guest as a store kept it. Only stores call this: it restores the kind from the spelling of the address.
     *
     * @throws IllegalArgumentException if it is not a valid address
     */
    public static GuestRef stored(Channel channel, String address) {
        return new GuestRef(channel, kindOf(address), address);
    }

    private static Kind kindOf(String address) {
        if (Kind.PHONE.matches(address)) {
            return Kind.PHONE;
        }
        return Kind.EMAIL.matches(address) ? Kind.EMAIL : Kind.USER_ID;
    }

    /**
     * The identifier by which a hotel may know this guest.
     *
     * @throws IllegalArgumentException if the address is a user id that does not have the normal form of an identifier
     */
    public Identifier identifier() {
        return switch (kind) {
            case EMAIL -> Identifier.email(channel, address);
            case PHONE, USER_ID, PHONE_NUMBER_ID -> new Identifier(channel, kind, address);
        };
    }

    @Override
    public String toString() {
        return channel + ":***" + address.substring(Math.max(0, address.length() - 2));
    }
}
