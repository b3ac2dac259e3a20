package io.conserje.domain.pms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OfferTest {

    private static final Currency PESO = Currency.getInstance("ARS");
    private static final RoomId ROOM = new RoomId("101");

    @Test
    void costsItsPricePerNight() {
        Stay stay = new Stay(LocalDate.of(2027, 3, 12), LocalDate.of(2027, 3, 15));
        Offer offer = new Offer(new Room(ROOM, RoomType.DOUBLE, 2), stay, new Money(new BigDecimal("45000.50"), PESO));

        assertThat(offer.total()).isEqualTo(new Money(new BigDecimal("135001.50"), PESO));
    }

    @Test
    void anAmountIsZeroOrMore() {
        assertThat(new Money(BigDecimal.ZERO, PESO).amount()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Money(new BigDecimal("-0.01"), PESO))
                .withMessageContaining("-0.01 ARS");
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(BigDecimal.ONE, PESO).times(-1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aRoomSleepsOneGuestOrMore(int sleeps) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Room(ROOM, RoomType.DOUBLE, sleeps))
                .withMessageContaining("Room 101")
                .withMessageContaining("was " + sleeps);
    }
}
