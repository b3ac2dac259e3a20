package io.conserje.application.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The laws of {@link Processes}. */
public interface ProcessesContract {

    Processes processes();

    /** Lets the store's clock move on, or makes what it holds older. */
    void age(Duration duration);

    private static Identity fresh() {
        return new Identity(UUID.randomUUID(), "1.2.3", 7, "node-1, process 4711", true);
    }

    @Test
    default void showsWhatAProcessReportedLast() {
        Identity mine = fresh();
        processes().report(mine, State.WAITING, 0);
        processes().report(mine, State.FROZEN, 12);

        assertThat(processes().seen(Processes.LIVE)).singleElement().satisfies(process -> {
            assertThat(process.identity()).isEqualTo(mine);
            assertThat(process.state()).isEqualTo(State.FROZEN);
            assertThat(process.inHand()).isEqualTo(12);
            assertThat(process.lastSeen()).isAfterOrEqualTo(process.startedAt());
        });
    }

    @Test
    default void aReportKeepsTheStart() {
        Identity mine = fresh();
        processes().report(mine, State.SERVING, 0);
        age(Duration.ofSeconds(5));
        processes().report(mine, State.SERVING, 0);

        assertThat(processes().seen(Processes.LIVE))
                .singleElement()
                .satisfies(process -> assertThat(Duration.between(process.startedAt(), process.lastSeen()))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(5)));
    }

    @Test
    default void showsOnlyProcessesThatWereSeenLately() {
        Identity gone = fresh();
        processes().report(gone, State.SERVING, 0);
        age(Duration.ofSeconds(40));
        Identity live = fresh();
        processes().report(live, State.SERVING, 0);

        assertThat(processes().seen(Processes.LIVE))
                .extracting(ServiceProcess::identity)
                .containsExactly(live);
        assertThat(processes().seen(Duration.ofMinutes(1)))
                .extracting(ServiceProcess::identity)
                .containsExactly(gone, live);
    }

    @Test
    default void aReportRemovesProcessesThatWereNotSeenForADay() {
        processes().report(fresh(), State.SERVING, 0);
        age(Duration.ofHours(25));
        Identity live = fresh();
        processes().report(live, State.SERVING, 0);

        assertThat(processes().seen(Duration.ofDays(2)))
                .extracting(ServiceProcess::identity)
                .containsExactly(live);
    }

    @Test
    default void removesAProcess() {
        Identity mine = fresh();
        processes().report(mine, State.STOPPING, 0);
        processes().remove(mine.id());
        processes().remove(mine.id());

        assertThat(processes().seen(Processes.LIVE)).isEmpty();
    }
}
