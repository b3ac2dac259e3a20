package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyRatesTest {

    @ParameterizedTest
    @CsvSource({"1, PT0S, 1", "1000, PT1H, 1000", "80, PT6S, 45"})
    void takesRatesWithinTheirBounds(int perLine, Duration perGuest, int burst) {
        assertThat(new ReplyRates(perLine, perGuest, burst).perGuest()).isEqualTo(perGuest);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0    | PT6S        | 45   | A line sends 1 to 1000 replies a second, not 0
            1001 | PT6S        | 45   | A line sends 1 to 1000 replies a second, not 1001
            80   | PT-0.001S   | 45   | The time between two replies to a guest is 0 to PT1H
            80   | PT1H0.001S  | 45   | The time between two replies to a guest is 0 to PT1H
            80   | PT6S        | 0    | A guest may get 1 to 1000 replies at once, not 0
            80   | PT6S        | 1001 | A guest may get 1 to 1000 replies at once, not 1001
            """)
    void refusesRatesOutOfTheirBounds(int perLine, Duration perGuest, int burst, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReplyRates(perLine, perGuest, burst))
                .withMessageContaining(rule);
    }
}
