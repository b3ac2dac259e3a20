package io.conserje.application.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.messaging.ReplyListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class MoveScheduledTest {

    private static final Duration AGE = Duration.ofDays(30);

    private final List<String> heard = new ArrayList<>();
    private final ReplyListener listener = new ReplyListener() {
        @Override
        public void messagesDue(int moved, int late) {
            heard.add(moved + " moved, " + late + " late");
        }
    };

    /** Answers with these numbers, call by call, and then with nothing. */
    private static final class Numbered implements ScheduledMessages {
        private final Queue<Moving> due = new ArrayDeque<>();
        private final Queue<Integer> old = new ArrayDeque<>();

        @Override
        public Moving moveDue(int max) {
            Moving next = due.poll();
            return next == null ? new Moving(0, 0) : next;
        }

        @Override
        public int forget(Duration age, int max) {
            assertThat(age).isEqualTo(AGE);
            Integer next = old.poll();
            return next == null ? 0 : next;
        }
    }

    @Test
    void movesUntilABatchIsNotFull() {
        Numbered messages = new Numbered();
        messages.due.addAll(List.of(
                new ScheduledMessages.Moving(200, 1),
                new ScheduledMessages.Moving(7, 0),
                new ScheduledMessages.Moving(3, 3)));

        new MoveScheduled(messages, AGE, listener).move();

        assertThat(heard).containsExactly("200 moved, 1 late", "7 moved, 0 late");
    }

    @Test
    void saysNothingIfNothingIsDue() {
        new MoveScheduled(new Numbered(), AGE, listener).move();

        assertThat(heard).isEmpty();
    }

    @Test
    void forgetsUntilABatchIsNotFull() {
        Numbered messages = new Numbered();
        messages.old.addAll(List.of(200, 200, 5, 9));

        new MoveScheduled(messages, AGE, listener).forget();

        assertThat(messages.old).containsExactly(9);
    }

    @Test
    void endsAfterABatchIfItIsInterrupted() {
        Numbered messages = new Numbered();
        messages.due.addAll(List.of(new ScheduledMessages.Moving(200, 0), new ScheduledMessages.Moving(200, 0)));
        messages.old.addAll(List.of(200, 200));
        Thread.currentThread().interrupt();
        try {
            MoveScheduled moving = new MoveScheduled(messages, AGE, listener);
            moving.move();
            moving.forget();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(messages.due).hasSize(1);
        assertThat(messages.old).hasSize(1);
    }
}
