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
 * Phone numbers by libphonenumber, which knows how long the numbers of each country are, and which spellings mean the
 * same number, such as Mexican numbers with and without the 1 that WhatsApp still writes. Thread-safe.
 */
public final class LibPhoneNumbers implements PhoneNumbers {

    private static final String NO_REGION = "ZZ";

    /** Mexican mobile numbers had a 1 after the country code until 2019. WhatsApp still writes it. */
    private static final Pattern MEXICO_WITH_1 = Pattern.compile("\\+521([0-9]{10})");

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();

    @Override
    public Identifier phone(Channel channel, String written) {
        // The domain checks the characters first, because libphonenumber would accept letters and extensions.
        Identifier plain = Identifier.phone(channel, written);
        try {
            PhoneNumber number = library.parse(withoutMexicos1(plain.value()), NO_REGION);
            if (library.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE) {
                return Identifier.phone(channel, library.format(number, PhoneNumberFormat.E164));
            }
        } catch (NumberParseException unknownCountry) {
            // Reported below, like a length that the country does not use.
        }
        throw new IllegalArgumentException("No country has phone numbers like this value of " + written.length()
                + " characters. Write the number with its country code. Example: +5491112345678");
    }

    /** Wraps a registry so that it receives phone numbers in one spelling. */
    public TenantRegistry normalizing(TenantRegistry registry) {
        return new NormalizingRegistry(registry, this);
    }

    private static String withoutMexicos1(String number) {
        return MEXICO_WITH_1.matcher(number).replaceFirst("+52$1");
    }
}
