package io.conserje.domain.tenancy;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a message carries that tells whose it is: normalised, so that two spellings of one thing are equal. Build it with
 * one of the factories; {@code toString} never shows the value, which may be a person's.
 */
public record Identifier(Channel channel, Kind kind, String value) {

    /** What an identifier names. */
    public enum Kind {
        /** A telephone number in E.164, with its plus sign. */
        PHONE,
        /** An e-mail address, in lower case. */
        EMAIL,
        /** WhatsApp's id of a hotel's own number ({@code metadata.phone_number_id}). */
        PHONE_NUMBER_ID,
        /** WhatsApp's business-scoped user id, which stands for a guest who hides the number. */
        USER_ID
    }

    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,190}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,32}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._:=-]{1,160}");

    /** @throws IllegalArgumentException if the value is not the normal form of its kind */
    public Identifier {
        Pattern shape = switch (kind) {
            case PHONE -> E164;
            case EMAIL -> EMAIL;
            case PHONE_NUMBER_ID -> DIGITS;
            case USER_ID -> TOKEN;
        };
        if (!shape.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "Not " + describe(kind) + ": a value of " + value.length() + " characters. " + example(kind));
        }
    }

    /**
     * A telephone number however it is written: spaces, parentheses, dots and dashes are dropped, a leading {@code 00}
     * is a plus sign, and the plus sign that WhatsApp leaves out is put back.
     *
     * @throws IllegalArgumentException if no E.164 number of 7 to 15 digits is left
     */
    public static Identifier phone(Channel channel, String written) {
        String bare = written.replaceAll("[\\s().-]", "");
        if (bare.startsWith("00")) {
            bare = "+" + bare.substring(2);
        } else if (!bare.startsWith("+")) {
            bare = "+" + bare;
        }
        return new Identifier(channel, Kind.PHONE, bare);
    }

    /** @throws IllegalArgumentException if it is no e-mail address */
    public static Identifier email(Channel channel, String written) {
        return new Identifier(channel, Kind.EMAIL, written.strip().toLowerCase(Locale.ROOT));
    }

    /** @throws IllegalArgumentException if it is not 1 to 32 digits */
    public static Identifier phoneNumberId(Channel channel, String written) {
        return new Identifier(channel, Kind.PHONE_NUMBER_ID, written.strip());
    }

    /** @throws IllegalArgumentException if it is not 1 to 160 characters of letters, digits and {@code . _ : = -} */
    public static Identifier userId(Channel channel, String written) {
        return new Identifier(channel, Kind.USER_ID, written.strip());
    }

    @Override
    public String toString() {
        return channel + " " + kind.name().toLowerCase(Locale.ROOT) + " (hidden)";
    }

    private static String describe(Kind kind) {
        return switch (kind) {
            case PHONE -> "a telephone number in E.164";
            case EMAIL -> "an e-mail address";
            case PHONE_NUMBER_ID -> "a phone number id";
            case USER_ID -> "a user id";
        };
    }

    private static String example(Kind kind) {
        return switch (kind) {
            case PHONE -> "Example: +5491112345678";
            case EMAIL -> "Example: guest@example.com";
            case PHONE_NUMBER_ID -> "It has 1 to 32 digits.";
            case USER_ID -> "It has 1 to 160 letters, digits or . _ : = -";
        };
    }
}
