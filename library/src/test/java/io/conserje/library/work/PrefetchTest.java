package io.conserje.library.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefetchTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64, 1000})
    void nothingIsPrefetchedAtFirstNorIfItemsAreSlow(int concurrency) {
        Prefetch prefetch = new Prefetch(concurrency);
        assertThat(prefetch.items()).isZero();
        took(prefetch, Duration.ofMillis(21), 1000);
        assertThat(prefetch.items()).isZero();
        took(prefetch, Duration.ofSeconds(10), 1000);
        assertThat(prefetch.items()).isZero();
    }

    @Test
    void prefetchesWhatStartsWithinTwentyMilliseconds() {
        Prefetch prefetch = new Prefetch(8);
        took(prefetch, Duration.ofMillis(10), 1000);
        assertThat(prefetch.items()).isBetween(15, 16);
        took(prefetch, Duration.ofMillis(1), 1000);
        assertThat(prefetch.items()).as("at most three times the concurrency").isEqualTo(24);
    }

    @Test
    void afterAResetNothingIsPrefetchedUntilItemsAreFast() {
        Prefetch prefetch = new Prefetch(64);
        took(prefetch, Duration.ofMillis(1), 1000);
        prefetch.reset();
        assertThat(prefetch.items()).isZero();
        took(prefetch, Duration.ofMillis(1), 100);
        assertThat(prefetch.items()).isZero();
        took(prefetch, Duration.ofMillis(1), 400);
        assertThat(prefetch.items()).isPositive();
    }

    private static void took(Prefetch prefetch, Duration time, int items) {
        for (int item = 0; item < items; item++) {
            prefetch.record(time);
        }
    }
}
