package io.conserje.application.receptionist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.conserje.domain.lock.Stay;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

    private static final LocalDate DAY = LocalDate.of(2027, 3, 12);
    private static final Stay STAY = new Stay(DAY, DAY.plusDays(2));

    @Test
    void all_of_it_survives_being_kept() {
        Memory memory = Memory.read(Map.of())
                .speaking(Language.ENGLISH)
                .staying(STAY)
                .forGuests(3)
                .awaitingStay()
                .handedOver(true);

        assertThat(memory.toMap())
                .containsOnly(
                        entry("language", "english"),
                        entry("stay", "2027-03-12/2027-03-14"),
                        entry("guests", "3"),
                        entry("awaits_stay", "yes"),
                        entry("handed_over", "yes"));
        assertThat(Memory.read(memory.toMap())).isEqualTo(memory);
    }

    @Test
    void what_is_as_usual_is_not_kept_but_the_language() {
        assertThat(Memory.read(Map.of()).toMap()).containsOnly(entry("language", "spanish"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "/",
                "2027-03-12",
                "2027-03-12/",
                "2027-03-14/2027-03-12",
                "2027-02-30/2027-03-01",
                "0",
                "-1",
                "100",
                "3 people",
                "99999999999999999999",
                "YES",
                "true"
            })
    void rubbish_counts_as_never_written(String rubbish) {
        Memory memory = Memory.read(Map.of(
                "language",
                rubbish,
                "stay",
                rubbish,
                "guests",
                rubbish,
                "awaits_stay",
                rubbish,
                "handed_over",
                rubbish));

        assertThat(memory).isEqualTo(Memory.read(Map.of()));
    }

    @Test
    void what_others_keep_is_left_alone() {
        assertThat(Memory.read(Map.of("loyalty", "gold")).forGuests(4).toMap())
                .containsEntry("loyalty", "gold")
                .containsEntry("guests", "4");
    }

    @Test
    void a_stay_is_forgotten_once_it_has_begun() {
        Memory memory = Memory.read(Map.of()).staying(STAY);

        assertThat(memory.stayFrom(DAY)).isEqualTo(STAY);
        assertThat(memory.stayFrom(DAY.plusDays(1))).isNull();
        assertThat(Memory.read(Map.of()).stayFrom(DAY)).isNull();
    }
}
