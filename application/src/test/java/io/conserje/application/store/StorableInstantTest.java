package io.conserje.application.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StorableInstantTest {

    @ParameterizedTest
    @ValueSource(strings = {"1900-01-01T00:00:00Z", "2027-03-12T10:00:00.123456Z", "9999-12-31T23:59:59.999999Z"})
    void readsInstantsWithinTheBounds(String text) {
        assertThat(StorableInstant.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1899-12-31T23:59:59.999999Z", "+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"})
    void refusesInstantsBeyondTheBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StorableInstant.parse(text))
                .withMessageContaining("from 1900 to 9999");
    }

    @Test
    void refusesTextThatIsNoInstant() {
        assertThatExceptionOfType(DateTimeParseException.class).isThrownBy(() -> StorableInstant.parse("tomorrow"));
    }
}
