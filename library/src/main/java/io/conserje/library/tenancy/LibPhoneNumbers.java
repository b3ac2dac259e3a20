package io.conserje.library.tenancy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.TenantRegistry;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import java.util.regex.Pattern;

/**
 * Telephone numbers by libphonenumber, which knows each country's: how long they are, and which spellings are one number, such
 * as Mexico's with and without the 1 that WhatsApp still writes. Thread-safe.
 */
public final class LibPhoneNumbers implements PhoneNumbers {

    private static final String NO_REGION = "ZZ";

    /** Mobile numbers of Mexico had a 1 behind the country's code until 2019; WhatsApp writes it still. */
    private static final Pattern MEXICOS_1 = Pattern.compile("\\+521([0-9]{10})");

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();

    @Override
    public Identifier phone(Channel channel, String written) {
        // What it may be at all is the domain's to say; the library would read letters and extensions too.
        Identifier plain = Identifier.phone(channel, written);
        try {
            PhoneNumber number = library.parse(withoutMexicos1(plain.value()), NO_REGION);
            if (library.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE) {
                return Identifier.phone(channel, library.format(number, PhoneNumberFormat.E164));
            }
        } catch (NumberParseException unknownCountry) {
            // Said below, for this and for a length that the country does not have.
        }
        throw new IllegalArgumentException("No country has such a telephone number: a value of " + written.length()
                + " characters. Write it with its country code. Example: +5491112345678");
    }

    /** The same registry, in which one number is one identifier, however it is written. */
    public TenantRegistry spelling(TenantRegistry registry) {
        return new InOneSpelling(registry, this);
    }

    private static String withoutMexicos1(String number) {
        return MEXICOS_1.matcher(number).replaceFirst("+52$1");
    }
}
