package io.conserje.application.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.application.lock.LockAudit.Position;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    private static final Instant NOON = Instant.parse("2027-03-12T12:00:00.000001Z");

    @Test
    void readsWhatItWrote() {
        assertThat(new Position(NOON, 7)).hasToString("2027-03-12T12:00:00.000001Z/7");
        assertThat(Position.parse("2027-03-12T12:00:00.000001Z/7")).isEqualTo(new Position(NOON, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "2027-03-12T12:00:00Z",
                "2027-03-12T12:00:00Z/",
                "2027-03-12T12:00:00Z/-7",
                "2027-03-12T12:00:00Z/7/7",
                "2027-02-30T12:00:00Z/7",
                "2027-03-12T12:00:00Z/9999999999999999999",
                "0000-01-01T00:00:00Z/7",
                "1899-12-31T23:59:59Z/7",
                "+1000000000-12-31T00:00:00Z/7",
                "now/7"
            })
    void nothingElseIsAPosition(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Position.parse(text))
                .withMessage("`after` must be the `next` value of the previous page.");
    }

    @Test
    void theOlderComesFirstAndAtOneInstantTheLesserId() {
        assertThat(new Position(NOON, 7)).isLessThan(new Position(NOON.plusNanos(1000), 6));
        assertThat(new Position(NOON, 7)).isGreaterThan(new Position(NOON, 6));
        assertThat(new Position(NOON, 7)).isEqualByComparingTo(new Position(NOON, 7));
    }
}
