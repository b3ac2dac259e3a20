package io.conserje.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "15s, PT15S",
        "15000ms, PT15S",
        "30m, PT30M",
        "2h, PT2H",
        "7d, PT168H",
        "60, PT60S",
        "PT30M, PT30M",
        "pt1m, PT1M",
        "15 s, PT15S"
    })
    void readsEveryForm(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "15 minutes", "-5", "1.5s", "99999999999"})
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"PT0.1S, 100ms", "PT15S, 15s", "PT10M, 10m", "PT90M, 90m", "PT720H, 30d", "PT5H, 5h"})
    void writesTheLargestUnitThatLeavesNoRemainder(Duration duration, String expected) {
        assertThat(Durations.format(duration)).isEqualTo(expected);
    }
}
