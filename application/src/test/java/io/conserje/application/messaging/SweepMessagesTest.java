package io.conserje.application.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.messaging.SweepMessages.RetentionTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepMessagesTest {

    private final List<Integer> abandoned = new ArrayList<>();
    private final MessagingListener listener = new MessagingListener() {
        @Override
        public void deadLettersAbandoned(int letters) {
            abandoned.add(letters);
        }
    };

    /** So many of each kind are left to be swept. */
    private static final class Leftovers implements Retention {
        private final int[] left;
        private final List<Duration> ages = new ArrayList<>();

        Leftovers(int... left) {
            this.left = left;
        }

        private int take(int kind, Duration age, int most) {
            ages.add(age);
            int taken = Math.min(most, left[kind]);
            left[kind] -= taken;
            return taken;
        }

        @Override
        public int removeRates(int most) {
            return 0;
        }

        @Override
        public int removePayloads(Duration age, int most) {
            return take(3, age, most);
        }

        @Override
        public int abandonLetters(Duration age, int most) {
            return take(0, age, most);
        }

        @Override
        public int removeLetters(Duration age, int most) {
            return take(1, age, most);
        }

        @Override
        public int removeMessages(Duration age, int most) {
            return take(2, age, most);
        }
    }

    @Test
    void sweepsUntilNothingIsLeft() {
        SweepMessages sweeping =
                new SweepMessages(new Leftovers(1, 500, 51_200, 501), RetentionTimes.DEFAULT, listener);
        assertThat(sweeping.abandonLetters()).isEqualTo(1);
        assertThat(sweeping.removeLetters()).isEqualTo(500);
        assertThat(sweeping.removeMessages()).isEqualTo(51_200);
        assertThat(sweeping.removeMessages()).isZero();
        assertThat(sweeping.removePayloads()).isEqualTo(501);
        assertThat(abandoned).containsExactly(1);
    }

    @Test
    void anInterruptedSweepLeavesTheRestToTheNextOne() {
        SweepMessages sweeping = new SweepMessages(new Leftovers(0, 0, 5000), RetentionTimes.DEFAULT, listener);
        Thread.currentThread().interrupt();
        assertThat(sweeping.removeMessages()).isEqualTo(500);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(sweeping.removeMessages()).isEqualTo(4500);
    }

    @Test
    void eachKindIsKeptForItsOwnTime() {
        Leftovers leftovers = new Leftovers(0, 0, 0, 0);
        SweepMessages sweeping = new SweepMessages(
                leftovers,
                new RetentionTimes(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3)).rawFor(Duration.ZERO),
                MessagingListener.NONE);
        sweeping.abandonLetters();
        sweeping.removeLetters();
        sweeping.removeMessages();
        sweeping.removePayloads();
        assertThat(leftovers.ages)
                .containsExactly(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3), Duration.ZERO);
    }

    @Test
    void keepingForNoTimeOrForEverIsRefused() {
        Duration day = Duration.ofDays(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new RetentionTimes(Duration.ofMinutes(59), day, day));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetentionTimes(day, Duration.ZERO, day));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetentionTimes(day, day, Duration.ofHours(23)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionTimes(Duration.ofDays(4000), day, day))
                .withMessageContaining("P7D");
    }
}
