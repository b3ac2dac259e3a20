package io.conserje.application.pms;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of {@link PropertyManagement}. */
public interface PropertyManagementContract {

    PropertyManagement propertyManagement();

    /** A hotel with a free room for two for {@link #someStay}. */
    TenantId someHotel();

    /** A stay of two nights or more. */
    Stay someStay();

    @Test
    default void offersEachRoomOnceForTheStay() {
        List<Offer> offers = available(someStay(), 2);
        assertThat(offers).isNotEmpty().allMatch(offer -> offer.stay().equals(someStay()));
        assertThat(roomsOf(offers)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void everyOfferedRoomSleepsTheGuests() {
        for (int guests = 1; guests <= 6; guests++) {
            int party = guests;
            assertThat(available(someStay(), guests))
                    .allMatch(offer -> offer.room().sleeps() >= party);
        }
    }

    @Test
    default void moreGuestsGetNoOtherRooms() {
        assertThat(roomsOf(available(someStay(), 1))).containsAll(roomsOf(available(someStay(), 2)));
    }

    @Test
    default void noRoomSleepsAThousand() {
        assertThat(available(someStay(), 1000)).isEmpty();
    }

    @Test
    default void aRoomFreeForTheStayIsFreeForItsFirstNight() {
        Stay first = new Stay(someStay().checkIn(), someStay().checkIn().plusDays(1));
        assertThat(roomsOf(available(first, 2))).containsAll(roomsOf(available(someStay(), 2)));
    }

    private List<Offer> available(Stay stay, int guests) {
        return propertyManagement().available(someHotel(), stay, guests);
    }

    private static List<String> roomsOf(List<Offer> offers) {
        return offers.stream()
                .map(offer -> offer.room().id())
                .map(RoomId::value)
                .toList();
    }
}
