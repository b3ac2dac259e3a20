package io.conserje.domain.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "101", "A-12", "3.b_2", "Ñandú", "1234567890123456789012345678901234567890"})
    void takes_letters_digits_and_some_signs(String value) {
        assertThat(new RoomId(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1 2", "1/2", "1\n", "12345678901234567890123456789012345678901"})
    void refuses_any_other_shape(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RoomId(value)).withMessageContaining("Example: 101");
    }

    @Test
    void are_ordered_by_their_text() {
        assertThat(new RoomId("101")).isLessThan(new RoomId("102")).isEqualByComparingTo(new RoomId("101"));
    }
}
