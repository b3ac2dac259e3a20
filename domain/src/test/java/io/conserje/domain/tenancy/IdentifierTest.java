package io.conserje.domain.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.tenancy.Identifier.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    private static final Channel EMAIL = new Channel("email");

    @ParameterizedTest
    @ValueSource(
            strings = {"5491112345678", "+5491112345678", "005491112345678", "+54 9 (11) 1234-5678", "54.9.11.1234.5678"
            })
    void spellings_of_one_telephone_number_are_equal(String written) {
        assertThat(Identifier.phone(Channel.WHATSAPP, written))
                .isEqualTo(new Identifier(Channel.WHATSAPP, Kind.PHONE, "+5491112345678"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "123456", "1234567890123456", "0111234567", "54911abc", "++5491112345678"})
    void refuses_an_invalid_number_without_quoting_it(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identifier.phone(Channel.WHATSAPP, written))
                .withMessageContaining("E.164")
                .withMessageContaining("Example: +5491112345678");
    }

    @Test
    void an_email_address_is_lower_case_in_any_locale() {
        assertThat(Identifier.email(EMAIL, "  INFO@Hotel.Example ").value()).isEqualTo("info@hotel.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "guest", "guest@", "@example.com", "a b@example.com", "a@b@c"})
    void refuses_an_invalid_email_address(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identifier.email(EMAIL, written))
                .withMessageContaining("e-mail address");
    }

    @Test
    void a_phone_number_id_is_one_to_thirty_two_digits() {
        assertThat(Identifier.phoneNumberId(Channel.WHATSAPP, " 106540352242922 ")
                        .value())
                .isEqualTo("106540352242922");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identifier.phoneNumberId(Channel.WHATSAPP, "1".repeat(33)))
                .withMessageContaining("phone number id")
                .withMessageContaining("1 to 32 digits");
    }

    @Test
    void a_user_id_keeps_its_case_and_is_at_most_160_characters() {
        assertThat(Identifier.userId(Channel.WHATSAPP, " US.13491208655302741918 ")
                        .value())
                .isEqualTo("US.13491208655302741918");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Identifier.userId(Channel.WHATSAPP, "a".repeat(161)))
                .withMessageContaining("user id")
                .withMessageContaining("1 to 160");
    }

    @ParameterizedTest
    @CsvSource({"PHONE,5491187654321", "EMAIL,no address", "PHONE_NUMBER_ID,12a", "USER_ID,a b"})
    void the_constructor_takes_normal_forms_only(Kind kind, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identifier(Channel.WHATSAPP, kind, value))
                .withMessageNotContaining(value);
    }

    @Test
    void never_shows_its_value() {
        assertThat(Identifier.phone(Channel.WHATSAPP, "5491112345678")).hasToString("whatsapp phone (hidden)");
        assertThat(Identifier.userId(EMAIL, "secret-1")).hasToString("email user_id (hidden)");
    }
}
