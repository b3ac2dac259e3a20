package io.conserje.application.receptionist.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.receptionist.reading.StaySaid.Refusal;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.pms.RoomType;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link Phrases}, with the longest names and lists that can occur. */
interface PhrasesContract {

    int MAX_LENGTH = 3800;

    Phrases phrases();

    @Test
    default void everyAnswerIsTextOfLimitedLength() {
        assertThat(answers())
                .allSatisfy(answer -> assertThat(answer).isNotBlank().hasSizeLessThanOrEqualTo(MAX_LENGTH));
    }

    @Test
    default void listsAtMostTenOffers() {
        Stay stay = stay();
        assertThat(phrases()
                        .offers(hotel(), stay, 2, offers(11, stay), true)
                        .lines()
                        .filter(line -> line.startsWith("•")))
                .hasSize(Phrases.MAX_OFFERS);
    }

    @Test
    default void whatStandsOverAListOrButtonsLeavesRoomForAGreeting() {
        Phrases say = phrases();
        Stay stay = stay();
        Offer offer = offers(1, stay).getFirst();
        assertThat(List.of(
                        say.offersOver(hotel(), stay, 99, 500),
                        say.goneOver(offer.room().id(), stay, 500),
                        say.tooSmallOver(offer.room(), 99, 500),
                        say.heldOver(offer.room().id(), stay, offer.total(), LocalTime.NOON)))
                .allSatisfy(over -> assertThat(over).isNotBlank().hasSizeLessThanOrEqualTo(900));
    }

    @Test
    default void titlesFitOnButtonsAndRows() {
        Labels labels = phrases().labels();
        assertThat(List.of(labels.rooms(), labels.confirm(), labels.cancel()))
                .doesNotHaveDuplicates()
                .allSatisfy(title -> assertThat(title).isNotBlank().hasSizeLessThanOrEqualTo(20));
        assertThat(phrases().roomTitle(new RoomId("9999"))).contains("9999").hasSizeLessThanOrEqualTo(24);
    }

    private List<String> answers() {
        Phrases say = phrases();
        Tenant hotel = hotel();
        Stay stay = stay();
        List<Offer> offers = offers(500, stay);
        Offer offer = offers.getFirst();
        Room room = offer.room();
        Booking booking = new Booking(hotel.id(), new UUID(1, 2), room.id(), stay, new HolderRef("ana"), 1);
        List<String> answers = new ArrayList<>(List.of(
                say.hello(),
                say.welcome(hotel),
                say.menu(hotel),
                say.offers(hotel, stay, 2, offers, true),
                say.offers(hotel, stay, 2, offers, false),
                say.held(room.id(), stay, offer.total(), LocalTime.NOON),
                say.confirmed(room.id(), stay, booking.code()),
                say.cancelled(),
                say.nothingHeld(),
                say.gone(room.id(), stay, offers),
                say.gone(room.id(), stay, List.of()),
                say.alreadyYours(booking),
                say.tooSmall(room, 3, offers),
                say.tooSmall(room, 3, List.of()),
                say.cannotHold(),
                say.noRooms(stay, 2),
                say.group(12),
                say.whichDates(),
                say.datesNotUnderstood(),
                say.youAreWelcome(),
                say.goodbye(hotel),
                say.onlyText(),
                say.notUnderstood(hotel)));
        for (Refusal why : Refusal.values()) {
            answers.add(say.refused(why));
        }
        for (Desk desk : Desk.values()) {
            answers.add(say.hours(hotel, desk));
            answers.add(say.handOver(hotel, desk));
        }
        return answers;
    }

    private static Tenant hotel() {
        return Tenant.named(new TenantId("h1"), "Ñ".repeat(200));
    }

    private static Stay stay() {
        return new Stay(LocalDate.of(2027, 9, 29), LocalDate.of(2028, 9, 27));
    }

    private static List<Offer> offers(int number, Stay stay) {
        Money price = new Money(new BigDecimal("1E+400"), Currency.getInstance("ARS"));
        return IntStream.range(100, 100 + number)
                .mapToObj(index -> new RoomId(index + "x".repeat(37)))
                .map(id -> new Offer(new Room(id, RoomType.TWIN, Integer.MAX_VALUE), stay, price))
                .toList();
    }
}
