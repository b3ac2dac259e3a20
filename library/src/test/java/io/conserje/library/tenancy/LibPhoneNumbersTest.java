package io.conserje.library.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.tenancy.PhoneNumbers;
import io.conserje.application.tenancy.PhoneNumbersContract;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibPhoneNumbersTest implements PhoneNumbersContract {

    private final PhoneNumbers phones = new LibPhoneNumbers();

    @Override
    public PhoneNumbers phones() {
        return phones;
    }

    @ParameterizedTest
    @CsvSource({"5215512345678, +525512345678", "+54 11 15 1234 5678, +5491112345678", "44 7911 123456, +447911123456"})
    void normalisesTheSpellingsOfACountry(String written, String number) {
        assertThat(phones.phone(Channel.WHATSAPP, written).value()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+9991234567890", "+1234567", "+541234567"})
    void refusesANumberThatNoCountryUses(String written) {
        assertThatThrownBy(() -> phones.phone(Channel.WHATSAPP, written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("country");
    }

    @Test
    void keepsANormalNumber() {
        String once = phones.phone(Channel.WHATSAPP, "+52 1 55 1234 5678").value();
        assertThat(phones.phone(Channel.WHATSAPP, once).value()).isEqualTo(once);
    }

    @Test
    void keepsAnIdentifierThatIsNoKnownNumber() {
        assertThat(phones.inOneSpelling(plain("+9991234567890"))).isEqualTo(plain("+9991234567890"));
        Identifier line = Identifier.phoneNumberId(Channel.WHATSAPP, "5215512345678");
        assertThat(phones.inOneSpelling(line)).isEqualTo(line);
    }

    private static Identifier plain(String written) {
        return Identifier.phone(Channel.WHATSAPP, written);
    }
}
