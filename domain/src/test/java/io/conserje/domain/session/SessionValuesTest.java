package io.conserje.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Identifier.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionValuesTest {

    private static final Channel EMAIL = new Channel("email");

    @Test
    void a_guest_shows_only_the_end_of_the_address() {
        assertThat(GuestRef.phone(Channel.WHATSAPP, "+5491112345678")).hasToString("whatsapp:***78");
        assertThat(GuestRef.userId(Channel.WHATSAPP, "7")).hasToString("whatsapp:***7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "+54\n911", "a\u0000b"})
    void a_guests_address_is_printable(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestRef.userId(Channel.WHATSAPP, address))
                .withMessageContaining("1 to 255 printable characters");
    }

    @Test
    void a_guests_address_has_at_most_255_characters() {
        assertThat(GuestRef.userId(Channel.WHATSAPP, "x".repeat(255)).address()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestRef.userId(Channel.WHATSAPP, "x".repeat(256)))
                .withMessageContaining("had 256");
    }

    @ParameterizedTest
    @CsvSource({
        "+5491112345678, PHONE",
        "Ana@Example.com, EMAIL",
        "+ana@example.com, EMAIL",
        "AR.1234567890, USER_ID",
        "5491112345678, USER_ID",
        "+54, USER_ID",
        "@ana:example.org, USER_ID",
        "room 101, USER_ID"
    })
    void a_stored_guest_keeps_address_and_kind(String address, Kind kind) {
        GuestRef stored = GuestRef.stored(EMAIL, address);

        assertThat(stored.address()).isEqualTo(address);
        assertThat(stored.kind()).isEqualTo(kind);
        assertThat(stored).isEqualTo(new GuestRef(EMAIL, kind, address));
    }

    @ParameterizedTest
    @CsvSource({"+5491112345678,EMAIL", "ana@example.com,USER_ID", "AR.77,PHONE", "42,PHONE_NUMBER_ID"})
    void refuses_a_kind_that_contradicts_the_spelling(String address, Kind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GuestRef(EMAIL, kind, address))
                .withMessageContaining("given as " + kind)
                .withMessageNotContaining(address);
    }

    @Test
    void a_guests_number_and_mail_are_normalised() {
        assertThat(GuestRef.phone(EMAIL, "54 9 11 1234-5678").address()).isEqualTo("+5491112345678");
        assertThat(GuestRef.email(EMAIL, " Ana@Example.com ").address()).isEqualTo("ana@example.com");
    }

    @Test
    void a_guest_is_known_by_number_mail_or_user_id() {
        assertThat(GuestRef.phone(EMAIL, "+5491112345678").identifier())
                .isEqualTo(Identifier.phone(EMAIL, "+5491112345678"));
        assertThat(GuestRef.stored(EMAIL, "Ana@Example.com").identifier())
                .isEqualTo(Identifier.email(EMAIL, "ana@example.com"));
        assertThat(GuestRef.userId(EMAIL, "AR.77").identifier()).isEqualTo(Identifier.userId(EMAIL, "AR.77"));
    }

    @Test
    void a_user_id_with_spaces_names_no_hotel() {
        GuestRef guest = GuestRef.userId(EMAIL, "room 101");

        assertThatIllegalArgumentException().isThrownBy(guest::identifier);
    }

    @Test
    void versions_count_up_from_none() {
        assertThat(Version.NONE.value()).isZero();
        assertThat(Version.NONE.next()).isEqualTo(new Version(1)).isGreaterThan(Version.NONE);
        assertThatIllegalArgumentException().isThrownBy(() -> new Version(-1)).withMessageContaining("was -1");
    }

    @Test
    void a_turn_id_has_1_to_64_characters() {
        assertThat(new TurnId("x".repeat(64)).value()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> new TurnId("x".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> new TurnId(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.05S", "PT30M", "P30D"})
    void an_idle_timeout_is_50_ms_to_30_days(Duration value) {
        assertThat(new IdleTimeout(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.049S", "PT-1H", "P30DT0.001S"})
    void any_other_idle_timeout_is_refused(Duration value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IdleTimeout(value))
                .withMessageContaining("50 ms to 30 days")
                .withMessageContaining("PT30M");
    }

    @Test
    void the_usual_idle_timeout_is_half_an_hour() {
        assertThat(IdleTimeout.DEFAULT.value()).isEqualTo(Duration.ofMinutes(30));
    }
}
