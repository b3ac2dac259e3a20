package io.conserje.domain.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(60), Duration.ofMinutes(10), 0.1);

    @ParameterizedTest
    @CsvSource({"1,60", "2,120", "3,240", "4,480", "5,600", "41,600", "1000000000,600"})
    void doubles_up_to_the_cap(int attempt, int seconds) {
        assertThat(backoff.after(attempt, 0.5)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0,54000", "0.25,57000", "0.5,60000", "1,66000"})
    void the_dice_move_it_by_at_most_the_jitter(double dice, long millis) {
        assertThat(backoff.after(1, dice)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void without_jitter_the_dice_do_nothing() {
        Backoff still = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0);

        assertThat(still.after(9, 0)).isEqualTo(still.after(9, 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void attempts_are_counted_from_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backoff.after(0, 0.5))
                .withMessageContaining("was 0");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,PT1S", "PT-1S,PT1S", "PT2S,PT1S"})
    void needs_a_positive_base_and_a_cap_no_smaller(Duration base, Duration cap) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(base, cap, 0.1))
                .withMessageContaining("0 < base <= cap");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 0.51, Double.NaN, Double.POSITIVE_INFINITY})
    void needs_a_jitter_of_at_most_a_half(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), jitter))
                .withMessageContaining("0 to 0.5");
    }
}
