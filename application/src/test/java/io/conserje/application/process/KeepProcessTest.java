package io.conserje.application.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.process.Closure.Kind;
import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import io.conserje.application.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeepProcessTest {

    private static final Identity MINE = new Identity(UUID.randomUUID(), "1.2.3", 1, "node-1", false);

    private final InMemory.OwnDatabase database = InMemory.ownDatabase(new SettableClock());
    private final List<String> reports = new ArrayList<>();
    private final List<String> unreported = new ArrayList<>();
    private final Gate gate = new Gate(this::read, 1, 1, GateListener.NONE);
    private int looks;
    private int asked;
    private boolean away;
    private int inHand;
    private long nanos;
    private final KeepProcess keeping =
            new KeepProcess(gate, new Reported(), MINE, () -> inHand, () -> nanos, new GateListener() {
                @Override
                public void processUnreported(RuntimeException cause) {
                    unreported.add(String.valueOf(cause.getMessage()));
                }
            });

    private Closures.Reading read() {
        looks++;
        refuseIfAway();
        return database.read();
    }

    private void refuseIfAway() {
        asked++;
        if (away) {
            throw new StoreUnavailableException("away on purpose", null);
        }
    }

    private final class Reported implements Processes {

        @Override
        public void report(Identity identity, State state, int held) {
            refuseIfAway();
            reports.add(state.word() + " " + held);
        }

        @Override
        public void remove(UUID id) {
            refuseIfAway();
            reports.add("removed");
        }

        @Override
        public List<ServiceProcess> seen(Duration within) {
            return List.of();
        }
    }

    private void ticks(int times) {
        for (int i = 0; i < times; i++) {
            keeping.tick();
            nanos += Duration.ofMillis(100).toNanos();
        }
    }

    private void freeze() {
        database.close(new Closure(null, Kind.FROZEN, "transfer 1", Instant.EPOCH));
    }

    @Test
    void looksTwiceASecondAndReportsEveryFiveSeconds() {
        ticks(100);

        assertThat(looks).isEqualTo(20);
        assertThat(reports).containsExactly("serving 0", "serving 0");
    }

    @Test
    void reportsAFreezeWithinASecond() {
        ticks(1);
        freeze();
        ticks(10);

        assertThat(reports).containsExactly("serving 0", "frozen 0");
    }

    @Test
    void reportsAtOnceThatNothingIsInHandAnyMore() {
        inHand = 3;
        ticks(1);
        freeze();
        ticks(5);
        inHand = 1;
        ticks(5);
        inHand = 0;
        ticks(1);

        assertThat(reports).containsExactly("serving 3", "frozen 3", "frozen 0");
    }

    @Test
    void aServingProcessDoesNotReportEachEnd() {
        inHand = 3;
        ticks(1);
        inHand = 0;
        ticks(10);

        assertThat(reports).containsExactly("serving 3");
    }

    @Test
    void saysOnceThatItCannotReportAndGoesOn() {
        ticks(1);
        away = true;
        ticks(100);
        away = false;
        ticks(5);

        assertThat(unreported).containsExactly("away on purpose");
        assertThat(reports).containsExactly("serving 0", "serving 0");
    }

    @Test
    void reportsNothingBeforeTheDatabaseWasReached() {
        away = true;
        ticks(10);

        assertThat(reports).isEmpty();
        assertThat(unreported).isEmpty();
    }

    @Test
    void reportsThatItStopsAndRemovesItself() {
        ticks(1);
        keeping.stopping();
        ticks(1);
        keeping.end();
        ticks(100);

        assertThat(reports).containsExactly("serving 0", "stopping 0", "removed");
    }

    @Test
    void anEndDoesNotAskADatabaseThatIsAway() {
        ticks(1);
        away = true;
        ticks(10);
        int before = asked;
        keeping.stopping();
        keeping.end();

        assertThat(asked).isEqualTo(before);
    }

    @Test
    void removesItselfAfterALookThatAnInterruptCut() {
        ticks(5);
        away = true;
        Thread.currentThread().interrupt();
        keeping.tick();
        assertThat(Thread.interrupted()).isTrue();
        away = false;
        keeping.end();

        assertThat(reports).containsExactly("serving 0", "removed");
    }

    @Test
    void aProcessThatNeverReportedRemovesNothing() {
        keeping.end();

        assertThat(reports).isEmpty();
    }
}
