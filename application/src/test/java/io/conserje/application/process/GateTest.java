package io.conserje.application.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.application.fixture.SettableClock;
import io.conserje.application.memory.InMemory;
import io.conserje.application.process.Closure.Kind;
import io.conserje.application.process.Gate.State;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final TenantId SUR = new TenantId("hotel-sur");
    private static final TenantId NORTE = new TenantId("hotel-norte");
    private static final Instant SINCE = Instant.parse("2026-03-12T09:00:00Z");

    private final InMemory.OwnDatabase database = InMemory.ownDatabase(new SettableClock());
    private final List<String> events = new ArrayList<>();
    private final Gate gate = new Gate(this::read, 2, 1, new GateListener() {
        @Override
        public void closed(Gate.Status status) {
            events.add("closed " + status.state());
        }

        @Override
        public void opened() {
            events.add("opened");
        }

        @Override
        public void hotelClosed(Closure closure) {
            events.add("closed " + closure.hotel());
        }

        @Override
        public void hotelOpened(TenantId hotel) {
            events.add("opened " + hotel);
        }
    });
    private boolean away;

    private Closures.Reading read() {
        if (away) {
            throw new StoreUnavailableException("away on purpose", null);
        }
        return database.read();
    }

    @Test
    void isClosedUntilTheFirstLook() {
        assertThat(gate.isOpen()).isFalse();
        gate.check();
        assertThat(gate.isOpen()).isTrue();
        assertThat(events).containsExactly("opened");
    }

    @Test
    void refusesWorkWhileFrozenAndTakesItAgain() {
        database.close(new Closure(null, Kind.FROZEN, "transfer 1", SINCE));
        gate.refresh();
        gate.refresh();

        assertThatThrownBy(gate::check)
                .isInstanceOf(DatabaseClosedException.class)
                .hasMessage("Writes are frozen (transfer 1). They are taken again when the freeze ends.");
        assertThat(gate.status().since()).isEqualTo(SINCE);
        assertThat(gate.status().ofProcess()).isEqualTo(ServiceProcess.State.FROZEN);

        database.open(null);
        gate.refresh();
        gate.check();
        assertThat(events).containsExactly("closed FROZEN", "opened");
    }

    @Test
    void waitsForAClosedDatabase() {
        database.close(new Closure(null, Kind.CLOSED, "transfer 1", SINCE));
        gate.refresh();

        assertThat(gate.status().state()).isEqualTo(State.WAITING);
        assertThat(gate.status().ofProcess()).isEqualTo(ServiceProcess.State.WAITING);
    }

    @Test
    void keepsTheLastStateWhileTheDatabaseIsAway() {
        database.close(new Closure(null, Kind.FROZEN, "transfer 1", SINCE));
        gate.refresh();
        away = true;

        assertThatThrownBy(gate::refresh).isInstanceOf(StoreUnavailableException.class);
        assertThat(gate.status().state()).isEqualTo(State.FROZEN);
    }

    @Test
    void theFirstCheckFailsWhileTheDatabaseIsAway() {
        away = true;

        assertThatThrownBy(gate::check).isInstanceOf(StoreUnavailableException.class);
        assertThat(gate.status().state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void refusesOnlyTheHotelThatIsClosed() {
        database.close(new Closure(SUR, Kind.FROZEN, "moves", SINCE));
        gate.refresh();

        gate.check(List.of(NORTE));
        assertThatThrownBy(() -> gate.check(List.of(NORTE, SUR)))
                .isInstanceOfSatisfying(
                        DatabaseClosedException.class,
                        refused -> assertThat(refused.hotel()).isEqualTo(SUR))
                .hasMessageContaining("hotel-sur")
                .hasMessageContaining("moves");
        assertThat(gate.closedHotels()).containsExactly(SUR);
        database.open(SUR);
        gate.refresh();
        gate.check(List.of(SUR));
        assertThat(events).containsExactly("opened", "closed hotel-sur", "opened hotel-sur");
    }

    @Test
    void doesNotFitASchemaThatIsTooNew() {
        database.epochs(3, 3);
        gate.refresh();

        assertThat(gate.status().state()).isEqualTo(State.UNFIT);
        assertThatThrownBy(gate::check)
                .hasMessageContaining("it has epoch 2, and the schema needs 3 or newer")
                .hasMessageContaining("Start the version");
    }

    @Test
    void fitsANewerSchemaThatStillTakesIt() {
        database.epochs(3, 2);
        gate.refresh();

        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void doesNotFitASchemaThatIsTooOld() {
        database.epochs(0, 0);
        gate.refresh();

        assertThat(gate.status().state()).isEqualTo(State.UNFIT);
        assertThat(gate.status().reason()).contains("./conserje db migrate");
        assertThat(events).containsExactly("closed UNFIT");
    }

    @Test
    void anAlwaysOpenGateIsOpen() {
        assertThat(Gate.alwaysOpen().isOpen()).isTrue();
    }
}
