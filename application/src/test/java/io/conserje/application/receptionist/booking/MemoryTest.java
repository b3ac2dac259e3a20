package io.conserje.application.receptionist.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.conserje.application.receptionist.language.Languages;
import io.conserje.domain.lock.Stay;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryTest {

    private static final LocalDate DAY = LocalDate.of(2027, 3, 12);
    private static final Stay STAY = new Stay(DAY, DAY.plusDays(2));

    @Test
    void survivesBeingKept() {
        Memory memory = Memory.read(Map.of(), Languages.ALL)
                .speaking(Languages.ALL.byCodeOrDefault("english"))
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
        assertThat(Memory.read(memory.toMap(), Languages.ALL)).isEqualTo(memory);
    }

    @Test
    void keepsNoDefaultsButTheLanguage() {
        assertThat(Memory.read(Map.of(), Languages.ALL).toMap()).containsOnly(entry("language", "spanish"));
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
    void ignoresMalformedValues(String malformed) {
        Memory memory = Memory.read(
                Map.of(
                        "language",
                        malformed,
                        "stay",
                        malformed,
                        "guests",
                        malformed,
                        "awaits_stay",
                        malformed,
                        "handed_over",
                        malformed),
                Languages.ALL);

        assertThat(memory).isEqualTo(Memory.read(Map.of(), Languages.ALL));
    }

    @Test
    void keepsOtherKeys() {
        assertThat(Memory.read(Map.of("loyalty", "gold"), Languages.ALL)
                        .forGuests(4)
                        .toMap())
                .containsEntry("loyalty", "gold")
                .containsEntry("guests", "4");
    }

    @Test
    void forgetsAStayOnceItHasBegun() {
        Memory memory = Memory.read(Map.of(), Languages.ALL).staying(STAY);

        assertThat(memory.stayFrom(DAY)).isEqualTo(STAY);
        assertThat(memory.stayFrom(DAY.plusDays(1))).isNull();
        assertThat(Memory.read(Map.of(), Languages.ALL).stayFrom(DAY)).isNull();
    }
}
