package io.conserje.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.tenancy.Channel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionValuesTest {

    @Test
    void a_guest_shows_only_the_end_of_the_address() {
        assertThat(new GuestRef(Channel.WHATSAPP, "+5491112345678")).hasToString("whatsapp:***78");
        assertThat(new GuestRef(Channel.WHATSAPP, "7")).hasToString("whatsapp:***7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "+54\n911", "a\u0000b"})
    void a_guests_address_is_printable(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GuestRef(Channel.WHATSAPP, address))
                .withMessageContaining("1 to 255 printable characters");
    }

    @Test
    void a_guests_address_has_at_most_255_characters() {
        assertThat(new GuestRef(Channel.WHATSAPP, "x".repeat(255)).address()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GuestRef(Channel.WHATSAPP, "x".repeat(256)))
                .withMessageContaining("had 256");
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
