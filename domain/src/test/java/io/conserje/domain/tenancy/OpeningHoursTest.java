package io.conserje.domain.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpeningHoursTest {

    @ParameterizedTest
    @CsvSource({
        "09:00,21:00, 08:59:59.999999999,false",
        "09:00,21:00, 09:00,true",
        "09:00,21:00, 20:59:59,true",
        "09:00,21:00, 21:00,false",
        "18:00,02:00, 17:59,false",
        "18:00,02:00, 18:00,true",
        "18:00,02:00, 23:59:59,true",
        "18:00,02:00, 00:00,true",
        "18:00,02:00, 01:59,true",
        "18:00,02:00, 02:00,false",
        "00:00,00:00, 00:00,true",
        "10:00,10:00, 09:59,true",
        "09:00,00:00, 23:59,true",
        "09:00,00:00, 00:00,false"
    })
    void open_from_opening_inclusive_to_closing_exclusive(
            LocalTime opens, LocalTime closes, LocalTime time, boolean open) {
        assertThat(new OpeningHours(opens, closes).isOpenAt(time)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({"00:00,00:00,true", "10:00,10:00,true", "09:00,21:00,false", "21:00,09:00,false"})
    void equal_times_mean_round_the_clock(LocalTime opens, LocalTime closes, boolean roundTheClock) {
        assertThat(new OpeningHours(opens, closes).isRoundTheClock()).isEqualTo(roundTheClock);
    }
}
