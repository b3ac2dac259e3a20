package io.conserje.domain.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptTest {

    @Test
    void cuts_a_cause_longer_than_500_characters() {
        assertThat(new Attempt(1, "pms_unavailable", "x".repeat(500)).cause()).hasSize(500);
        assertThat(new Attempt(1, "pms_unavailable", "x".repeat(501)).cause()).isEqualTo("x".repeat(500));
        assertThat(new Attempt(1, "pms_unavailable", "").cause()).isEmpty();
    }

    @Test
    void a_cause_is_one_printable_line() {
        assertThat(new Attempt(1, "pms_unavailable", "one\u0000two\r\nthree\tfour\u001b").cause())
                .isEqualTo("one two  three four ");
        assertThat(new Attempt(1, "pms_unavailable", "línea 日本 🛎").cause()).isEqualTo("línea 日本 🛎");
    }

    @Test
    void is_counted_from_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attempt(0, "pms_unavailable", ""))
                .withMessageContaining("was 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PMS",
                "pms down",
                "pms-down",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffg"
            })
    void has_a_reason_that_can_be_a_label(String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attempt(1, reason, ""))
                .withMessageContaining("Example: pms_unavailable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attempt.checkedReason(reason))
                .withMessageContaining("Example: pms_unavailable");
    }

    @Test
    void checks_a_reason_without_an_attempt() {
        assertThat(Attempt.checkedReason("pms_unavailable")).isEqualTo("pms_unavailable");
    }
}
