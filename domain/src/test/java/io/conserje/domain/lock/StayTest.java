package io.conserje.domain.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StayTest {

    private static final LocalDate DAY = LocalDate.of(2027, 3, 12);

    @ParameterizedTest
    @CsvSource({"1", "2", "365"})
    void has_1_to_365_nights(int nights) {
        Stay stay = new Stay(DAY, DAY.plusDays(nights));

        assertThat(stay.nights()).isEqualTo(nights);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-1000000"})
    void ends_after_it_begins(int nights) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stay(DAY, DAY.plusDays(nights)))
                .withMessageContaining("must be after")
                .withMessageContaining("2027-03-12");
    }

    @ParameterizedTest
    @CsvSource({"366", "1000000"})
    void is_no_longer_than_365_nights(int nights) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stay(DAY, DAY.plusDays(nights)))
                .withMessageContaining("at most 365 nights")
                .withMessageContaining("are " + nights);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-03-12,2027-03-15,true",
        "2027-03-13,2027-03-14,true",
        "2027-03-10,2027-03-20,true",
        "2027-03-10,2027-03-13,true",
        "2027-03-14,2027-03-20,true",
        "2027-03-10,2027-03-12,false",
        "2027-03-15,2027-03-16,false",
        "2027-03-01,2027-03-05,false",
        "2027-04-01,2027-04-05,false"
    })
    void stays_overlap_only_if_they_share_a_night(LocalDate in, LocalDate out, boolean overlaps) {
        Stay stay = new Stay(DAY, DAY.plusDays(3));
        Stay other = new Stay(in, out);

        assertThat(stay.overlaps(other)).isEqualTo(overlaps);
        assertThat(other.overlaps(stay)).isEqualTo(overlaps);
    }

    @Test
    void is_written_as_its_two_days() {
        assertThat(new Stay(DAY, DAY.plusDays(2))).hasToString("2027-03-12..2027-03-14");
    }
}
