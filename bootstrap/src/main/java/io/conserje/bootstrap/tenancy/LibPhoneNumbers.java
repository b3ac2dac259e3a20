package io.conserje.bootstrap.tenancy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;

/**
 * Telephone numbers by libphonenumber, which knows each country's: how long they are, and which spellings are one number, such
 * as Mexico's with and without the 1 that WhatsApp still writes. Thread-safe.
 */
public final class LibPhoneNumbers implements PhoneNumbers {

    private static final String NO_REGION = "ZZ";

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();

    @Override
    public Identifier phone(Channel channel, String written) {
        // What it may be at all is the domain's to say; the library would read letters and extensions too.
        Identifier plain = Identifier.phone(channel, written);
        try {
            PhoneNumber number = library.parse(plain.value(), NO_REGION);
            if (library.isPossibleNumber(number)) {
                return Identifier.phone(channel, library.format(number, PhoneNumberFormat.E164));
            }
        } catch (NumberParseException unknownCountry) {
            // Said below.
        }
        throw new IllegalArgumentException("No country has such a telephone number: a value of " + written.length()
                + " characters. Write it with its country code. Example: +5491112345678");
    }
}
