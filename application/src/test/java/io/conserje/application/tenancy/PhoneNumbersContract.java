package io.conserje.application.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link PhoneNumbers} promises. */
public interface PhoneNumbersContract {

    PhoneNumbers phones();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+5491112345678",
                "5491112345678",
                "005491112345678",
                "+54 9 11 1234-5678",
                " +54 (9) 11 1234.5678 ",
                "00 54 9 11 1234 5678"
            })
    default void aNumberIsOneIdentifierHoweverItIsWritten(String written) {
        assertThat(phones().phone(Channel.WHATSAPP, written))
                .isEqualTo(Identifier.phone(Channel.WHATSAPP, "+5491112345678"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "+", "abc", "+12", "+54911123456789012345", "+5491112345678'; drop table tenants", "\u0000"})
    default void refusesAnInvalidNumberWithoutQuotingIt(String written) {
        assertThatThrownBy(() -> phones().phone(Channel.WHATSAPP, written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Example: +5491112345678")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain(written.isEmpty() || written.equals("+") ? "\u0000" : written);
    }
}
