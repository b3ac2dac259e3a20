package io.conserje.library.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefetchTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64, 1000})
    void nothingIsClaimedAheadBeforeItIsKnownHowLongItTakesNorOfWhatTakesLong(int room) {
        Prefetch ahead = new Prefetch(room);
        assertThat(ahead.pieces()).isZero();
        took(ahead, Duration.ofMillis(21), 1000);
        assertThat(ahead.pieces()).isZero();
        took(ahead, Duration.ofSeconds(10), 1000);
        assertThat(ahead.pieces()).isZero();
    }

    @Test
    void ofWhatTakesMillisecondsAsMuchIsClaimedAheadAsWillBeBegunWithinTwenty() {
        Prefetch ahead = new Prefetch(8);
        took(ahead, Duration.ofMillis(10), 1000);
        assertThat(ahead.pieces()).isBetween(15, 16);
        took(ahead, Duration.ofMillis(1), 1000);
        assertThat(ahead.pieces()).as("three times the room at most").isEqualTo(24);
    }

    @Test
    void afterSomethingWaitedInVainNothingIsClaimedAheadUntilMuchWasQuick() {
        Prefetch ahead = new Prefetch(64);
        took(ahead, Duration.ofMillis(1), 1000);
        ahead.wasWrong();
        assertThat(ahead.pieces()).isZero();
        took(ahead, Duration.ofMillis(1), 100);
        assertThat(ahead.pieces()).isZero();
        took(ahead, Duration.ofMillis(1), 400);
        assertThat(ahead.pieces()).isPositive();
    }

    private static void took(Prefetch ahead, Duration time, int pieces) {
        for (int piece = 0; piece < pieces; piece++) {
            ahead.took(time);
        }
    }
}
