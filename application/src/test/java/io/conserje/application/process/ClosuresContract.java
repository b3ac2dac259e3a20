package io.conserje.application.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.process.Closure.Kind;
import io.conserje.application.process.Closures.Reading;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of {@link Closures}. */
public interface ClosuresContract {

    TenantId HOTEL = new TenantId("hotel-sur");
    Instant SINCE = Instant.parse("2026-03-12T09:00:00Z");

    /** The port, of a database that is open. */
    Closures closures();

    /** Closes the database as an operator does. */
    void givenClosures(List<Closure> closures);

    /** Begins a new epoch as a change set does. */
    void givenEpochs(int schema, int oldestProcess);

    @Test
    default void anOpenDatabaseHasNoClosures() {
        assertThat(closures().read()).isEqualTo(new Reading(1, 1, List.of()));
    }

    @Test
    default void readsEveryClosure() {
        List<Closure> given = List.of(
                new Closure(null, Kind.CLOSED, "transfer 1", SINCE), new Closure(HOTEL, Kind.FROZEN, "moves", SINCE));
        givenClosures(given);

        assertThat(closures().read().closures()).containsExactlyInAnyOrderElementsOf(given);
    }

    @Test
    default void readsTheEpochs() {
        givenEpochs(3, 2);

        assertThat(closures().read()).isEqualTo(new Reading(3, 2, List.of()));
    }
}
