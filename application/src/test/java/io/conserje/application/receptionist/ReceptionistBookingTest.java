package io.conserje.application.receptionist;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.lock.RoomHolds;
import io.conserje.application.memory.InMemory;
import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.IncomingChannel;
import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.messaging.MessageHandler.Incoming;
import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.MockPropertyManagement;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.ChannelFeatures;
import io.conserje.domain.messaging.InboundMessage;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.OutboundMessage.Button;
import io.conserje.domain.messaging.OutboundMessage.Buttons;
import io.conserje.domain.messaging.OutboundMessage.ChoiceList;
import io.conserje.domain.messaging.OutboundMessage.Row;
import io.conserje.domain.messaging.ProviderMessageId;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ReceptionistBookingTest {

    /** A Wednesday, nine in the morning in Buenos Aires. */
    private static final Instant WEDNESDAY = Instant.parse("2027-03-10T12:00:00Z");

    private static final Stay WEEKEND = new Stay(LocalDate.of(2027, 3, 12), LocalDate.of(2027, 3, 14));
    private static final Tenant CENTRO = Tenant.named(new TenantId("hotel-centro"), "Hotel Centro");

    private Instant now = WEDNESDAY;
    private boolean away;
    private IncomingChannel channel = IncomingChannel.TEXT;
    private boolean releasing = true;
    private final RoomHolds memory = InMemory.roomHolds(() -> now);
    private final RoomHolds holds = new Unreliable();
    private final Bookings bookings = InMemory.bookings(() -> now, UUID::randomUUID);
    private final MockPropertyManagement rooms = new MockPropertyManagement(bookings::find);
    private final Receptionist receptionist = new Receptionist(rooms, bookings, holds, HoldTerms.DEFAULT, () -> now);
    private final Map<String, Map<String, String>> memories = new HashMap<>();
    private final List<Offer> offers = rooms.available(CENTRO.id(), WEEKEND, 2);
    private final String room = offers.getFirst().room().id().value();

    @Test
    void offersHoldsAndBooksARoomOnce() {
        assertThat(say("ana", "Hola, este fin de semana"))
                .contains("Para apartar una escriba su número", "«la " + room);
        assertThat(say("ana", "la " + room))
                .contains("Le aparté la habitación " + room, "hasta las 9:20", "«confirmo»");
        assertThat(memory.live(CENTRO.id()))
                .singleElement()
                .matches(hold ->
                        hold.stay().equals(WEEKEND) && hold.room().value().equals(room));
        String confirmed = say("ana", "confirmo");
        Booking booking = bookings.find(CENTRO.id(), WEEKEND).getFirst();
        assertThat(confirmed).contains("confirmada", booking.code());
        assertThat(memory.live(CENTRO.id())).isEmpty();
        assertThat(say("ana", "sí, confirmo")).contains("confirmada", booking.code());
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).containsExactly(booking);
        assertThat(say("bob", "este fin de semana")).doesNotContain("Habitación " + room + ",");
    }

    @Test
    void holdsAndBooksInEnglish() {
        say("ana", "Hi, do you have a room for this weekend?");
        assertThat(say("ana", "room " + room + " please")).contains("I am holding room " + room, "until 9:20");
        assertThat(say("ana", "confirm")).contains("is confirmed", "Your code is");
        assertThat(say("bob", "I want room " + room + " this weekend")).contains("is no longer available");
    }

    @Test
    void namesAlternativesForAnExpiredHoldThatIsTaken() {
        say("ana", "la " + room + " para este fin de semana");
        now = now.plus(HoldTerms.DEFAULT.life());
        assertThat(say("bob", "la " + room + " para este fin de semana")).contains("Le aparté");
        assertThat(say("ana", "confirmo"))
                .contains("la habitación " + room + " ya no está disponible", "me quedan", "•")
                .doesNotContain("Habitación " + room + ",");
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).isEmpty();
        assertThat(say("bob", "confirmo")).contains("confirmada");
        assertThat(bookings.find(CENTRO.id(), WEEKEND))
                .singleElement()
                .matches(booking -> booking.holder().equals(new HolderRef("whatsapp:bob")));
    }

    @Test
    void booksAnExpiredHoldThatNobodyTook() {
        say("ana", "la " + room + " para este fin de semana");
        now = now.plus(Duration.ofHours(1));
        assertThat(say("ana", "confirmo")).contains("confirmada");
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).hasSize(1);
    }

    @Test
    void doesNotOfferOrHoldARoomThatAnotherHolds() {
        say("ana", "la " + room + " para este fin de semana");
        assertThat(say("bob", "este fin de semana")).doesNotContain("Habitación " + room + ",");
        assertThat(say("bob", "la " + room)).contains("ya no está disponible", "me quedan");
        assertThat(say("ana", "este fin de semana")).contains("Habitación " + room + ",");
        assertThat(memory.live(CENTRO.id())).hasSize(1);
    }

    @Test
    void holdsOneRoomAtATimeForAGuest() {
        String other = offers.get(1).room().id().value();
        say("ana", "la " + room + " para este fin de semana");
        say("ana", "mejor la " + other);
        assertThat(memory.live(CENTRO.id()))
                .extracting(hold -> hold.room().value())
                .containsExactly(other);
        say("ana", "la " + other);
        assertThat(memory.live(CENTRO.id())).hasSize(1);
    }

    @Test
    void changesTheDatesOfAGuestsOwnHold() {
        say("ana", "la " + room + " para este fin de semana");
        Stay longer = new Stay(WEEKEND.checkIn(), WEEKEND.checkIn().plusDays(1));
        assertThat(say("ana", "mejor la " + room + " del 12 al 13 de marzo")).contains("Le aparté");
        assertThat(memory.live(CENTRO.id())).extracting(RoomHold::stay).containsExactly(longer);
    }

    @Test
    void releasesACancelledHold() {
        say("ana", "la " + room + " para este fin de semana");
        assertThat(say("ana", "cancelar")).contains("ya no está apartada");
        assertThat(memory.live(CENTRO.id())).isEmpty();
        assertThat(say("ana", "cancelar")).contains("No tiene ninguna habitación apartada");
        assertThat(say("ana", "confirmo")).contains("No tiene ninguna habitación apartada");
    }

    @Test
    void refersTheCancellationOfABookingToAPerson() {
        say("ana", "la " + room + " para este fin de semana");
        assertThat(say("ana", "confirmo")).contains("confirmada");
        assertThat(say("ana", "cancelar")).contains("reserva ya confirmada").doesNotContain("ya no está apartada");
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).hasSize(1);
    }

    @Test
    void bookingSurvivesAFailedRelease() {
        say("ana", "la " + room + " para este fin de semana");
        releasing = false;
        String other = offers.get(1).room().id().value();
        assertThat(say("ana", "la " + other)).contains("Le aparté la habitación " + other);
        assertThat(say("ana", "confirmo")).contains("confirmada");
        assertThat(bookings.find(CENTRO.id(), WEEKEND))
                .singleElement()
                .matches(booking -> booking.room().value().equals(other));
    }

    @Test
    void repeatsAStepWithTheSameResult() {
        Map<String, String> offered = remembered(handle("ana", "este fin de semana", new UUID(1, 1), Map.of()));
        Answer held = handle("ana", "la " + room, new UUID(1, 2), offered);
        assertThat(handle("ana", "la " + room, new UUID(1, 2), offered)).isEqualTo(held);
        assertThat(memory.live(CENTRO.id())).hasSize(1);
        Answer confirmed = handle("ana", "confirmo", new UUID(1, 3), remembered(held));
        assertThat(handle("ana", "confirmo", new UUID(1, 3), remembered(held))).isEqualTo(confirmed);
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).hasSize(1);
    }

    /** A guest pauses between the hold and the booking, and another guest holds and books meanwhile. */
    @Test
    void theFenceRefusesALateConfirmation() {
        say("ana", "la " + room + " para este fin de semana");
        RoomHold late = memory.live(CENTRO.id()).getFirst();
        now = now.plus(HoldTerms.DEFAULT.life());
        say("bob", "la " + room + " para este fin de semana");
        say("bob", "confirmo");
        assertThat(bookings.book(late)).isInstanceOf(Bookings.Outcome.HoldEnded.class);
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).hasSize(1);
    }

    @Test
    void showsRoomsWhileHoldsAreUnreachable() {
        away = true;
        assertThat(say("ana", "este fin de semana")).contains("Habitación " + room + ",");
        assertThat(say("ana", "la " + room)).contains("no puedo apartar habitaciones");
        away = false;
        say("ana", "la " + room);
        away = true;
        assertThat(say("ana", "confirmo")).contains("no puedo apartar habitaciones");
        assertThat(say("ana", "cancelar")).contains("no puedo apartar habitaciones");
        away = false;
        assertThat(say("ana", "confirmo")).contains("confirmada");
    }

    @Test
    void asksToTryLaterWithoutHoldsAndSession() {
        say("ana", "la " + room + " para este fin de semana");
        memories.clear();
        away = true;
        assertThat(say("ana", "confirmo")).contains("no puedo apartar habitaciones");
        assertThat(say("ana", "cancelar")).contains("no puedo apartar habitaciones");
        away = false;
        assertThat(say("ana", "confirmo")).contains("confirmada");
    }

    @Test
    void keepsTheHoldIfARefusedChangeIsRepeated() {
        Stay longer = new Stay(WEEKEND.checkIn(), WEEKEND.checkOut().plusDays(1));
        String both =
                rooms.available(CENTRO.id(), longer, 2).getFirst().room().id().value();
        say("bob", "la " + both + " para el 14 de marzo");
        Map<String, String> holding =
                remembered(handle("ana", "la " + both + " para este fin de semana", new UUID(2, 1), Map.of()));
        String wish = "la " + both + " del 12 al 15 de marzo";
        Answer refused = handle("ana", wish, new UUID(2, 2), holding);
        assertThat(refused.replies().getFirst().text()).contains("ya no está disponible");
        assertThat(handle("ana", wish, new UUID(2, 2), holding)).isEqualTo(refused);
        assertThat(memory.findByHolder(CENTRO.id(), new HolderRef("whatsapp:ana")))
                .extracting(RoomHold::stay)
                .containsExactly(WEEKEND);
    }

    @Test
    void doesNotHoldARoomThatIsNotOffered() {
        assertThat(say("ana", "la 999 para este fin de semana")).contains("ya no está disponible", "me quedan");
        assertThat(memory.live(CENTRO.id())).isEmpty();
    }

    @Test
    void asksForDatesBeforeHolding() {
        assertThat(say("ana", "quiero la habitación " + room)).contains("¿Para qué fechas");
        assertThat(memory.live(CENTRO.id())).isEmpty();
    }

    @Test
    void handsOverWhateverElseIsSaid() {
        assertThat(say("ana", "quiero hablar con una persona para cancelar")).contains("una persona");
    }

    @Test
    void aGuestBooksByTapping() {
        channel = IncomingChannel.with(ChannelFeatures.ALL);

        OutboundMessage offered = answer("ana", "Hola, este fin de semana");

        assertThat(offered).isInstanceOfSatisfying(ChoiceList.class, list -> {
            assertThat(list.body()).startsWith("¡Hola! ").contains("Hotel Centro", "Elija una");
            assertThat(list.button()).isEqualTo("Ver habitaciones");
            assertThat(list.sections().getFirst().rows()).extracting(Row::id).contains("room/" + room);
            assertThat(list.sections().getFirst().rows().getFirst().description())
                    .contains("hasta", "por noche");
        });
        String chosen =
                ((ChoiceList) offered).sections().getFirst().rows().getFirst().title();
        OutboundMessage held = answer("ana", chosen);
        assertThat(held).isInstanceOfSatisfying(Buttons.class, buttons -> {
            assertThat(buttons.body())
                    .contains("Le aparté la habitación " + room, "hasta las 9:20")
                    .doesNotContain("«");
            assertThat(buttons.buttons()).extracting(Button::id).containsExactly("confirm", "cancel");
        });
        assertThat(say("bob", chosen + " para este fin de semana")).contains("ya no está disponible", "• Habitación");
        String confirm = ((Buttons) held).buttons().getFirst().title();
        assertThat(say("ana", confirm)).contains("confirmada");
        assertThat(bookings.find(CENTRO.id(), WEEKEND)).hasSize(1);
    }

    @Test
    void aGuestCancelsByTapping() {
        channel = IncomingChannel.with(ChannelFeatures.ALL);
        say("ana", "Hi, a room for this weekend?");

        OutboundMessage held = answer("ana", "Room " + room);

        assertThat(held).isInstanceOf(Buttons.class);
        assertThat(say("ana", ((Buttons) held).buttons().getLast().title())).contains("no longer held");
        assertThat(memory.live(CENTRO.id())).isEmpty();
    }

    private String say(String guest, String text) {
        return answer(guest, text).words();
    }

    private OutboundMessage answer(String guest, String text) {
        Answer answer = handle(guest, text, UUID.randomUUID(), memories.getOrDefault(guest, Map.of()));
        memories.put(guest, remembered(answer));
        assertThat(answer.replies()).hasSize(1);
        return answer.replies().getFirst().message();
    }

    private static Map<String, String> remembered(Answer answer) {
        return answer.memory();
    }

    private Answer handle(String guest, String text, UUID message, Map<String, String> before) {
        return receptionist.handle(new Incoming(
                CENTRO,
                new MessageId(message),
                new InboundMessage(
                        new ProviderMessageId("wamid." + message),
                        GuestRef.userId(Channel.WHATSAPP, guest),
                        null,
                        new Text(text),
                        WEDNESDAY),
                before,
                Cancellation.none(),
                channel));
    }

    /** Holds that cannot be reached while {@code away} is set. */
    private final class Unreliable implements RoomHolds {

        private RoomHolds reached() {
            if (away) {
                throw new StoreUnavailableException("away", new IllegalStateException());
            }
            return memory;
        }

        @Override
        public Claim claim(TenantId tenant, RoomId which, Stay stay, Claimant claimant, Duration life) {
            return reached().claim(tenant, which, stay, claimant, life);
        }

        @Override
        public Extension extend(RoomHold hold, HoldTerms terms) {
            return reached().extend(hold, terms);
        }

        @Override
        public Release release(RoomHold hold) {
            if (!releasing) {
                throw new StoreUnavailableException("away", new IllegalStateException());
            }
            return reached().release(hold);
        }

        @Override
        public List<RoomHold> findByRoom(TenantId tenant, RoomId which) {
            return reached().findByRoom(tenant, which);
        }

        @Override
        public List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
            return reached().findByHolder(tenant, holder);
        }

        @Override
        public List<RoomHold> live(TenantId tenant) {
            return reached().live(tenant);
        }
    }
}
