package io.conserje.domain.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h1",
                "1h",
                "default",
                "hotel-centro",
                "a_b",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
            })
    void takes_two_to_fifty_letters_digits_dashes_and_underscores(String value) {
        assertThat(new TenantId(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "-a",
                "_a",
                "Hotel",
                "ñandu",
                "a b",
                "a\n",
                "a.b",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef"
            })
    void refuses_any_other_shape_and_shows_a_good_one(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantId(value))
                .withMessageContaining("2 to 50 characters")
                .withMessageContaining("hotel-centro");
    }

    @Test
    void quotes_a_refused_value_shortened_and_printable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantId("a\u001b[31m\n" + "x".repeat(100)))
                .withMessageContaining("\"a?[31m?")
                .withMessageContaining("(107 characters)")
                .withMessageNotContaining("x".repeat(61));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantId("X".repeat(60)))
                .withMessageContaining("\"" + "X".repeat(60) + "\"");
    }

    @Test
    void are_ordered_by_their_text() {
        assertThat(new TenantId("h1")).isLessThan(new TenantId("h2")).isEqualByComparingTo(new TenantId("h1"));
    }
}
