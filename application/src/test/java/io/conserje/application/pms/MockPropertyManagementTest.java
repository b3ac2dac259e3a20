package io.conserje.application.pms;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.RoomType;
import io.conserje.domain.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MockPropertyManagementTest implements PropertyManagementContract {

    private static final LocalDate FIRST = LocalDate.of(2027, 1, 1);
    private static final int DAYS = 400;
    private static final List<TenantId> HOTELS = List.of(
            TenantId.DEFAULT,
            new TenantId("hotel-centro"),
            new TenantId("hotel-playa"),
            new TenantId("h1"),
            new TenantId("h2"));

    private final PropertyManagement pms = new MockPropertyManagement();

    @Override
    public PropertyManagement propertyManagement() {
        return pms;
    }

    @Override
    public TenantId someHotel() {
        return HOTELS.getFirst();
    }

    @Override
    public Stay someStay() {
        return stay(70, 3);
    }

    @Test
    void twoGuestsAlwaysFindARoomForAWeek() {
        List<String> full = new ArrayList<>();
        for (TenantId hotel : HOTELS) {
            for (int day = 0; day < DAYS; day++) {
                for (int nights = 1; nights <= 7; nights++) {
                    if (pms.available(hotel, stay(day, nights), 2).isEmpty()) {
                        full.add(hotel + " " + stay(day, nights));
                    }
                }
            }
        }
        assertThat(full).isEmpty();
    }

    @Test
    void repeatsItsAnswers() {
        Stay stay = stay(70, 2);

        assertThat(new MockPropertyManagement().available(HOTELS.getFirst(), stay, 1))
                .isEqualTo(pms.available(HOTELS.getFirst(), stay, 1));
    }

    @Test
    void keepsItsAnswersFromVersionToVersion() {
        Stay weekend = new Stay(LocalDate.of(2027, 3, 12), LocalDate.of(2027, 3, 14));

        assertThat(rooms(pms.available(new TenantId("hotel-centro"), weekend, 2)))
                .containsExactly("201", "301", "302");
        assertThat(rooms(pms.available(new TenantId("hotel-playa"), weekend, 2)))
                .containsExactly("103", "201", "202", "203", "302");
    }

    @Test
    void hotelsDifferInRoomsOrPrices() {
        for (int day = 0; day < DAYS; day += 7) {
            Set<List<String>> answers = new HashSet<>();
            for (TenantId hotel : HOTELS) {
                answers.add(pms.available(hotel, stay(day, 2), 2).stream()
                        .map(offer -> offer.room().id() + " " + offer.perNight().amount())
                        .toList());
            }
            assertThat(answers).hasSize(HOTELS.size());
        }
    }

    @Test
    void mostRoomsAreFreeOnMostNights() {
        for (TenantId hotel : HOTELS) {
            int free = IntStream.range(0, DAYS)
                    .map(day -> pms.available(hotel, stay(day, 1), 1).size())
                    .sum();
            assertThat(free / (8.0 * DAYS)).isBetween(0.77, 0.87);
        }
    }

    @Test
    void aRoomIsFreeIfEachNightIsFree() {
        for (int day = 0; day < DAYS; day++) {
            List<String> whole = rooms(pms.available(HOTELS.get(1), stay(day, 2), 1));
            List<String> each = new ArrayList<>(rooms(pms.available(HOTELS.get(1), stay(day, 1), 1)));
            each.retainAll(rooms(pms.available(HOTELS.get(1), stay(day + 1, 1), 1)));
            assertThat(whole).isEqualTo(each);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void offersRoomsForTheGuestsInOrder(int guests) {
        Stay stay = stay(70, 1);

        assertThat(pms.available(HOTELS.getFirst(), stay, guests))
                .allSatisfy(offer -> {
                    assertThat(offer.room().sleeps()).isGreaterThanOrEqualTo(guests);
                    assertThat(offer.stay()).isEqualTo(stay);
                })
                .isSortedAccordingTo(
                        Comparator.comparing((Offer offer) -> offer.room().id()));
    }

    @Test
    void noRoomSleepsFive() {
        assertThat(pms.available(HOTELS.getFirst(), stay(70, 1), 5)).isEmpty();
    }

    @Test
    void pricesDependOnTypeAndHotel() {
        for (TenantId hotel : HOTELS) {
            List<Offer> seen = IntStream.range(0, DAYS)
                    .boxed()
                    .flatMap(day -> pms.available(hotel, stay(day, 1), 1).stream())
                    .toList();
            for (RoomType type : RoomType.values()) {
                assertThat(seen.stream()
                                .filter(offer -> offer.room().type() == type)
                                .map(Offer::perNight)
                                .distinct())
                        .singleElement()
                        .satisfies(MockPropertyManagementTest::isAPriceInPesos);
            }
        }
    }

    private static void isAPriceInPesos(Money price) {
        assertThat(price.currency()).isEqualTo(Currency.getInstance("ARS"));
        assertThat(price.amount()).isBetween(BigDecimal.valueOf(45_000), BigDecimal.valueOf(150_000));
    }

    private static Stay stay(int day, int nights) {
        return new Stay(FIRST.plusDays(day), FIRST.plusDays(day + nights));
    }

    private static List<String> rooms(List<Offer> offers) {
        return offers.stream()
                .map(offer -> offer.room().id())
                .map(RoomId::value)
                .toList();
    }
}
