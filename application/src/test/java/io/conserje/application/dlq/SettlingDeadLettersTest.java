package io.conserje.application.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.dlq.DeadLetters.Settlement;
import io.conserje.application.dlq.DeadLetters.Shown;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Turn;
import io.conserje.domain.dlq.Attempt;
import io.conserje.domain.dlq.DeadLetterId;
import io.conserje.domain.dlq.Warrant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettlingDeadLettersTest {

    private static final Warrant ORDER = new Warrant("ana", "the PMS is back");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final InMemory.Messages store = InMemory.messages(clock, UUID::randomUUID);
    private final TenantId hotel = Fresh.tenant();
    private final List<String> heard = new ArrayList<>();
    private final DeadLetterListener listener = new DeadLetterListener() {
        @Override
        public void deadLettersRedriven(TenantId tenant, int messages) {
            heard.add("redriven " + messages);
        }

        @Override
        public void deadLettersDiscarded(TenantId tenant, int letters) {
            heard.add("discarded " + letters);
        }
    };
    private final RedriveDeadLetters redriving = new RedriveDeadLetters(store.letters(), listener);
    private final DiscardDeadLetters discarding = new DiscardDeadLetters(store.letters(), listener);
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Integer> progress = new ArrayList<>();

    @Test
    void decidesAndReportsOnce() {
        DeadLetterId first = buried();
        DeadLetterId second = buried();
        assertThat(redriving.redrive(hotel, first, ORDER)).isEqualTo(new Settlement.Done());
        assertThat(redriving.redrive(hotel, first, ORDER)).isInstanceOf(Settlement.Before.class);
        assertThat(discarding.discard(hotel, second, ORDER)).isEqualTo(new Settlement.Done());
        assertThat(discarding.discard(hotel, second, ORDER)).isInstanceOf(Settlement.Before.class);
        assertThat(heard).containsExactly("redriven 1", "discarded 1");
    }

    @Test
    void redrivesInStepsAtTheRate() throws InterruptedException {
        for (int letter = 0; letter < 25; letter++) {
            buried();
        }
        assertThat(redriving.redrive(hotel, LetterFilter.ALL, ORDER, pace(100))).isEqualTo(25);
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(50));
        assertThat(progress).containsExactly(10, 20, 25);
        assertThat(heard).containsExactly("redriven 10", "redriven 10", "redriven 5");
        assertThat(store.turns().claim(100, LEASE)).hasSize(25);
    }

    @Test
    void discardsTheOldestFirstUntilInterrupted() {
        DeadLetterId old = buried();
        clock.advance(Duration.ofSeconds(1));
        buried();
        Pace stopping = new Pace(
                1,
                pause -> {
                    throw new InterruptedException("enough");
                },
                progress::add);
        assertThatThrownBy(() -> discarding.discard(hotel, LetterFilter.ALL, ORDER, stopping))
                .isInstanceOf(InterruptedException.class);
        assertThat(progress).containsExactly(1);
        assertThat(store.letters().list(hotel, LetterFilter.ALL, Shown.BURIED, null, 10))
                .singleElement()
                .satisfies(left -> assertThat(left.id()).isNotEqualTo(old));
    }

    @Test
    void redrivesAMessageThatFailsAgainOnlyOnce() throws InterruptedException {
        buried();
        Pace failingAgain = new Pace(
                1,
                pause -> {
                    clock.advance(pause);
                    store.turns()
                            .claim(1, LEASE)
                            .forEach(turn -> store.turns().deadLetter(turn, new Attempt(1, "test_failed", "again")));
                },
                progress::add);
        assertThat(redriving.redrive(hotel, LetterFilter.ALL, ORDER, failingAgain))
                .isOne();
        assertThat(store.letters().list(hotel, LetterFilter.ALL, Shown.BURIED, null, 10))
                .hasSize(1);
    }

    @Test
    void redrivesNothingWithoutDeadLetters() throws InterruptedException {
        assertThat(redriving.redrive(hotel, LetterFilter.ALL, ORDER, pace(1))).isZero();
        assertThat(heard).isEmpty();
        DeadLetterListener.NONE.deadLettersRedriven(hotel, 1);
        DeadLetterListener.NONE.deadLettersDiscarded(hotel, 1);
    }

    @Test
    void refusesARateOrAgeOutOfBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> pace(0)).withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> pace(10_001));
        assertThat(pace(10_000).step()).isEqualTo(1000);
        assertThatIllegalArgumentException().isThrownBy(() -> LetterFilter.ALL.agedAtLeast(Duration.ofDays(-1)));
    }

    private DeadLetterId buried() {
        store.inboxes().apply(hotel).accept(List.of(Fresh.message(Fresh.guest())));
        Turn turn = store.turns().claim(1, LEASE).getFirst();
        store.turns().deadLetter(turn, new Attempt(1, "test_failed", "on purpose"));
        return new DeadLetterId(turn.id().value());
    }

    private Pace pace(int perSecond) {
        return new Pace(perSecond, pauses::add, progress::add);
    }
}
