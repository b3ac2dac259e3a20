package io.conserje.domain.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.dlq.RetryPolicy.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    @ParameterizedTest
    @CsvSource({"1,60", "2,120", "3,240"})
    void the_usual_one_retries_three_times_ever_later(int failures, int seconds) {
        assertThat(RetryPolicy.DEFAULT.afterFailure(failures, 0.5))
                .isEqualTo(new Decision.Retry(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 1000})
    void the_usual_one_gives_up_after_the_fourth_failure(int failures) {
        assertThat(RetryPolicy.DEFAULT.afterFailure(failures, 0.5)).isEqualTo(new Decision.GiveUp());
    }

    @Test
    void none_retries_at_all_where_none_are_allowed() {
        assertThat(new RetryPolicy(0, RetryPolicy.DEFAULT.backoff()).afterFailure(1, 0))
                .isEqualTo(new Decision.GiveUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void retries_are_0_to_100(int retries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(retries, RetryPolicy.DEFAULT.backoff()))
                .withMessageContaining("were " + retries);
    }
}
