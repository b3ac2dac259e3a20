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
    void handling_is_retried_three_times(int failures, int seconds) {
        assertThat(RetryPolicy.HANDLING.afterFailure(failures, 0.5))
                .isEqualTo(new Decision.Retry(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 1000})
    void handling_gives_up_after_the_fourth_failure(int failures) {
        assertThat(RetryPolicy.HANDLING.afterFailure(failures, 0.5)).isEqualTo(new Decision.GiveUp());
    }

    @Test
    void zero_retries_give_up_at_once() {
        assertThat(new RetryPolicy(0, RetryPolicy.HANDLING.backoff()).afterFailure(1, 0))
                .isEqualTo(new Decision.GiveUp());
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,4", "3,8", "10,900", "100,900"})
    void sending_is_retried_at_most_15_minutes_apart(int failures, int seconds) {
        assertThat(RetryPolicy.SENDING.afterFailure(failures, 0.5))
                .isEqualTo(new Decision.Retry(Duration.ofSeconds(seconds)));
    }

    @Test
    void a_retry_waits_for_the_longer_pause() {
        Decision retry = new Decision.Retry(Duration.ofSeconds(60));

        assertThat(retry.notBefore(Duration.ofSeconds(61))).isEqualTo(new Decision.Retry(Duration.ofSeconds(61)));
        assertThat(retry.notBefore(Duration.ofSeconds(59))).isEqualTo(retry);
        assertThat(new Decision.GiveUp().notBefore(Duration.ofDays(1))).isEqualTo(new Decision.GiveUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void retries_are_0_to_100(int retries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(retries, RetryPolicy.HANDLING.backoff()))
                .withMessageContaining("was " + retries);
    }
}
