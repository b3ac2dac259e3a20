package io.conserje.domain.tenancy;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A value in a message that tells which hotel the message belongs to. Values are normalised, so two spellings of the
 * same thing are equal. Build one with a factory method. {@code toString} hides the value, which may be personal data.
 */
public record Identifier(Channel channel, Kind kind, String value) {

    /** What an identifier names. */
    public enum Kind {
        /** A telephone number in E.164, with its plus sign. */
        PHONE("\\+[1-9][0-9]{6,14}", "a telephone number in E.164", "Example: +5491112345678"),
        /** An e-mail address, in lower case. */
        EMAIL("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,190}", "an e-mail address", "Example: guest@example.com"),
        /** WhatsApp's id of a hotel's own number ({@code metadata.phone_number_id}). */
        PHONE_NUMBER_ID("[0-9]{1,32}", "a phone number id", "It has 1 to 32 digits."),
        /**
         * A channel's own id of a user, such as WhatsApp's business-scoped user id for a guest with a hidden number.
         */
        USER_ID("[A-Za-z0-9._:=-]{1,160}", "a user id", "It has 1 to 160 letters, digits or . _ : = -");

        private final Pattern normalForm;
        private final String description;
        private final String example;

        Kind(String normalForm, String description, String example) {
            this.normalForm = Pattern.compile(normalForm);
            this.description = description;
            this.example = example;
        }

        /** Whether the value has the normal form of this kind. */
        public boolean matches(String value) {
            return normalForm.matcher(value).matches();
        }
    }

    /** @throws IllegalArgumentException if the value does not have the normal form of its kind */
    public Identifier {
        if (!kind.matches(value)) {
            throw new IllegalArgumentException(
                    "Not " + kind.description + ": a value of " + value.length() + " characters. " + kind.example);
        }
    }

    /**
     * A telephone number in any spelling. Spaces, parentheses, dots and dashes are dropped. A leading {@code 00}
     * becomes a plus sign, and a missing plus sign is added: WhatsApp leaves it out.
     *
     * @throws IllegalArgumentException if the result is not an E.164 number of 7 to 15 digits
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

    /**
     * An e-mail address. Surrounding spaces are dropped, and letters become lower case.
     *
     * @throws IllegalArgumentException if it is not an e-mail address
     */
    public static Identifier email(Channel channel, String written) {
        return new Identifier(channel, Kind.EMAIL, written.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * WhatsApp's id of a hotel's number. Surrounding spaces are dropped.
     *
     * @throws IllegalArgumentException if it is not 1 to 32 digits
     */
    public static Identifier phoneNumberId(Channel channel, String written) {
        return new Identifier(channel, Kind.PHONE_NUMBER_ID, written.strip());
    }

    /**
     * A channel's own id of a user. Surrounding spaces are dropped.
     *
     * @throws IllegalArgumentException if it is not 1 to 160 letters, digits or {@code . _ : = -}
     */
    public static Identifier userId(Channel channel, String written) {
        return new Identifier(channel, Kind.USER_ID, written.strip());
    }

    @Override
    public String toString() {
        return channel + " " + kind.name().toLowerCase(Locale.ROOT) + " (hidden)";
    }
}
