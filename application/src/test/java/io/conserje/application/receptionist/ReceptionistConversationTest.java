package io.conserje.application.receptionist;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.RoomHolds;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.MockPropertyManagement;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole conversations, with holds and bookings. */
final class ReceptionistConversationTest {

    /** A Wednesday, nine in the morning in Buenos Aires. */
    private static final Instant WEDNESDAY = Instant.parse("2027-03-10T12:00:00Z");

    private static final Tenant CENTRO = Tenant.named(new TenantId("hotel-centro"), "Hotel Centro");
    private static final Stay WEEKEND = stay("2027-03-12", "2027-03-14");

    private final RoomHolds holds = InMemory.roomHolds(() -> WEDNESDAY);
    private final Bookings bookings = InMemory.bookings(() -> WEDNESDAY, UUID::randomUUID);
    private final MockPropertyManagement rooms = new MockPropertyManagement(bookings::find);
    private final Receptionist receptionist =
            new Receptionist(rooms, bookings, holds, HoldTerms.DEFAULT, () -> WEDNESDAY);
    private final Map<String, Map<String, String>> memories = new HashMap<>();
    private final String room = free(WEEKEND).getFirst();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "¿Me confirma a qué hora es el check-in?",
                "Can you confirm the price per night?",
                "can you confirm the price per night",
                "please confirm the price",
                "necesito confirmar la dirección del hotel",
                "is my booking confirmed?",
                "esta confirmada mi reserva",
                "confirmado?",
                "me confirma la reserva?",
                "después confirmo",
                "todavía no confirmo",
                "I don't confirm",
                "confirmo, o mejor no",
                "les confirmo más tarde",
                "let me confirm with my wife",
                "¿confirmo?"
            })
    void onlySpeakingOfConfirmingBooksNothing(String text) {
        hold("ana", room);
        say("ana", text);

        assertThat(booked()).isEmpty();
        assertThat(held()).containsExactly(room + " " + WEEKEND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "confirmo",
                "Confirmamos, gracias",
                "sí confirmo",
                "Sí, confirmo.",
                "confirmar",
                "confirm",
                "I confirm",
                "yes, confirm please",
                "quiero confirmar la reserva",
                "I'd like to confirm my booking",
                "confirmo, llego a las 15:30",
                "confirmo, llegamos 15hs",
                "no cancele todavía por favor, confirmo",
                "confirmo la ROOM",
                "Gracias, confirmo la habitación ROOM",
                "I confirm room ROOM",
                "Confirmado",
                "Sí, confirmada",
                "yes, confirmed!",
                "confirmo ROOM"
            })
    void confirmingBooks(String text) {
        hold("ana", room);

        assertThat(say("ana", text.replace("ROOM", room))).containsAnyOf("está confirmada", "is confirmed");
        assertThat(booked()).containsExactly(room + " " + WEEKEND);
        assertThat(held()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no cancele todavía por favor",
                "¿hasta cuándo puedo cancelar sin cargo?",
                "hasta cuando puedo cancelar sin cargo",
                "no quiero cancelar",
                "is cancel free?",
                "please do not cancel",
                "don't cancel",
                "what does it cost to cancel"
            })
    void onlySpeakingOfCancellingReleasesNothing(String text) {
        hold("ana", room);
        say("ana", text);

        assertThat(held()).containsExactly(room + " " + WEEKEND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cancelar",
                "cancelo",
                "cancele por favor",
                "Cancelar la ROOM",
                "ya no la quiero, cancelar",
                "no, cancelar",
                "I want to cancel",
                "quiero cancelar mi reserva",
                "cancel it, please"
            })
    void cancellingReleases(String text) {
        hold("ana", room);

        assertThat(say("ana", text.replace("ROOM", room))).containsAnyOf("ya no está apartada", "no longer held");
        assertThat(held()).isEmpty();
    }

    @Test
    void answersAvailabilityThatIsToBeConfirmed() {
        assertThat(say("ana", "¿me confirma si hay lugar del 20 al 22 de marzo?"))
                .contains("del sábado 20 de marzo al lunes 22 de marzo", "•");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hi, I need a room from the 12th to the 15th of March  | from Friday 12 March to Monday 15 March
            book the 12th of March                                | from Friday 12 March to Saturday 13 March
            a room on the 20th for 2 nights                       | from Saturday 20 March to Monday 22 March
            Necesito habitación 12 al 15 de marzo                 | del viernes 12 de marzo al lunes 15 de marzo
            mañana, llego a la 13:30                              | del jueves 11 de marzo al viernes 12 de marzo
            habitación 3 niños y 2 adultos mañana                 | para 5 personas del jueves 11 de marzo
            habitación 2 nenes y 1 adulto mañana                  | para 3 personas del jueves 11 de marzo
            Quiero la habitación con vista al mar 12/03 al 15/03  | del viernes 12 de marzo al lunes 15 de marzo
            del 12 al 15 de marzo, una persona                    | para 1 persona del viernes 12 de marzo
            """)
    void doesNotTakeDaysHoursAndCountsForRooms(String text, String words) {
        assertThat(say("ana", text)).contains(words).doesNotContain("ya no está disponible", "no longer available");
        assertThat(held()).isEmpty();
    }

    @Test
    void readsARoomBesideDaysAndCounts() {
        assertThat(say("ana", "Para 2 personas la " + room + " del 12 al 14 de marzo, llego a las 15:30"))
                .contains("Le aparté la habitación " + room, "del viernes 12 de marzo al domingo 14");
    }

    @Test
    void readsOnePersonAsACountAfterTheQuestion() {
        assertThat(say("ana", "quiero una habitación")).contains("¿Para qué fechas", "para cuántas personas");
        assertThat(say("ana", "una persona")).contains("¿Para qué fechas");
        assertThat(say("ana", "del 12 al 15 de marzo")).contains("para 1 persona");
    }

    @Test
    void handsOverAfterAskingForDates() {
        say("ana", "quiero una habitación");
        assertThat(say("ana", "que me atienda una persona")).contains("Le paso con una persona");
    }

    @Test
    void knowsTheRoomThatTheGuestHasBooked() {
        hold("ana", room);
        say("ana", "confirmo");
        String code = bookings.find(CENTRO.id(), WEEKEND).getFirst().code();

        assertThat(say("ana", "¿la " + room + " tiene balcón?"))
                .contains("La habitación " + room, "a su nombre", code)
                .doesNotContain("ya no está disponible");
        assertThat(say("ana", "gracias, confirmo la " + room)).contains("está confirmada", code);
        assertThat(say("ana", "does room " + room + " have a balcony?")).contains("in your name", code);
        assertThat(say("bob", "la " + room + " este fin de semana")).contains("ya no está disponible");
        assertThat(booked()).hasSize(1);
    }

    @Test
    void holdsAnotherRoomBeforeBookingIt() {
        String other = free(WEEKEND).get(1);
        hold("ana", room);

        assertThat(say("ana", "confirmo la " + other)).contains("Le aparté la habitación " + other);
        assertThat(booked()).isEmpty();
        assertThat(held()).containsExactly(other + " " + WEEKEND);
    }

    @Test
    void saysThatARoomIsTooSmall() {
        LocalDate day = WEEKEND.checkIn()
                .datesUntil(WEEKEND.checkIn().plusDays(18))
                .filter(night -> rooms.available(CENTRO.id(), new Stay(night, night.plusDays(1)), 1).stream()
                        .anyMatch(offer -> offer.room().id().value().equals("101")))
                .findFirst()
                .orElseThrow();

        assertThat(say("ana", "la 101 el " + day))
                .contains("La habitación 101 es para 1 persona", "para 2 personas", "•")
                .doesNotContain("ya no está disponible");
        assertThat(say("ana", "I want room 101 on " + day)).contains("Room 101 sleeps 1 person", "2 people");
        assertThat(held()).isEmpty();
        assertThat(say("ana", "la 101 para 1 persona")).contains("Le aparté la habitación 101");
    }

    @Test
    void keepsTheHoldIfOtherDatesAreTaken() {
        Stay thursday = stay("2027-03-18", "2027-03-19");
        String both = free(thursday).stream()
                .filter(free(WEEKEND)::contains)
                .findFirst()
                .orElseThrow();
        say("dan", "la " + both + " para el 18 de marzo");
        hold("eva", both);

        assertThat(say("eva", "¿y la " + both + " para el 18 de marzo?")).contains("ya no está disponible");
        assertThat(held()).containsExactly(both + " " + WEEKEND, both + " " + thursday);
        assertThat(say("eva", "confirmo")).contains("está confirmada");
        assertThat(booked()).containsExactly(both + " " + WEEKEND);
    }

    @Test
    void keepsTheHoldIfALongerStayIsTaken() {
        Stay sunday = stay("2027-03-14", "2027-03-15");
        Stay longer = stay("2027-03-12", "2027-03-15");
        String both = free(longer).getFirst();
        say("dan", "la " + both + " para el 14 de marzo");
        hold("eva", both);

        assertThat(say("eva", "mejor la " + both + " del 12 al 15 de marzo")).contains("ya no está disponible");
        assertThat(held()).containsExactly(both + " " + WEEKEND, both + " " + sunday);
        assertThat(say("eva", "confirmo")).contains("está confirmada");
    }

    @Test
    void confirmsAHoldThatOutlivesTheSession() {
        hold("ana", room);
        memories.clear();

        assertThat(say("ana", "confirmo")).contains("está confirmada");
        assertThat(booked()).containsExactly(room + " " + WEEKEND);
    }

    @Test
    void cancelsAHoldThatOutlivesTheSession() {
        hold("ana", room);
        memories.clear();

        assertThat(say("ana", "cancelar")).contains("ya no está apartada");
        assertThat(held()).isEmpty();
    }

    @Test
    void doesNotTakeCloseToForOpeningHours() {
        assertThat(say("ana", "I want a room close to the beach")).contains("For which dates");
        assertThat(say("ana", "when do you close")).contains("front desk");
    }

    private void hold(String guest, String which) {
        assertThat(say(guest, "la " + which + " para este fin de semana")).contains("Le aparté");
    }

    private List<String> free(Stay stay) {
        return rooms.available(CENTRO.id(), stay, 2).stream()
                .map(Offer::room)
                .map(one -> one.id().value())
                .toList();
    }

    private List<String> held() {
        return holds.live(CENTRO.id()).stream()
                .map(ReceptionistConversationTest::shown)
                .toList();
    }

    private List<String> booked() {
        return bookings.find(CENTRO.id(), stay("2027-03-10", "2027-04-10")).stream()
                .map(booking -> booking.room() + " " + booking.stay())
                .toList();
    }

    private static String shown(RoomHold hold) {
        return hold.room() + " " + hold.stay();
    }

    private static Stay stay(String checkIn, String checkOut) {
        return new Stay(LocalDate.parse(checkIn), LocalDate.parse(checkOut));
    }

    private String say(String guest, String text) {
        Answer answer = receptionist.handle(new Incoming(
                CENTRO,
                new MessageId(UUID.randomUUID()),
                new InboundMessage(
                        new ProviderMessageId("wamid." + memories.size()),
                        GuestRef.userId(Channel.WHATSAPP, guest),
                        null,
                        new Text(text),
                        WEDNESDAY),
                memories.getOrDefault(guest, Map.of())));
        memories.put(guest, answer.memory());
        assertThat(answer.replies()).hasSize(1);
        return answer.replies().getFirst().text();
    }
}
