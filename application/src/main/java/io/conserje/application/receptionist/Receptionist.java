package io.conserje.application.receptionist;

import io.conserje.application.lock.RoomHolds;
import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.receptionist.Reservations.Asker;
import io.conserje.application.receptionist.StaySaid.Refused;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.MessageContent.Attachment;
import io.conserje.domain.messaging.MessageContent.Text;
import io.conserje.domain.messaging.Reply;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.tenancy.Tenant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The built-in handler: answers in Spanish and English what rooms are free for a stay, when the desk is open, and hands
 * over to a person. It has no language model: it knows the words it knows, and says what it can do when it hears none.
 *
 * <p>Dates and hours are the hotel's own, and "today" is the day on which the message is handled. The stay, the number of
 * guests and the language are remembered from one message to the next; who does not say for how many asks for two, and
 * who has said nothing in English is answered in Spanish.
 *
 * <p>Once it has handed a guest over it remembers {@code handed_over} and says nothing more, whatever comes, so that two do
 * not answer at once; until the guest writes "menú", "bot", "volver" or "back" and nothing else, or the session ends.
 *
 * <p>Thread-safe; what it answers depends on the message, the memory, the hotel, the time and the rooms alone.
 */
public final class Receptionist implements MessageHandler {

    private final FreeRooms rooms;
    private final @Nullable Reservations reservations;
    private final InstantSource clock;

    /** One that books through people: it says what is free, and hands over who wants to book. */
    public Receptionist(PropertyManagement rooms, InstantSource clock) {
        this.rooms = new FreeRooms(rooms);
        this.reservations = null;
        this.clock = clock;
    }

    /**
     * One that also holds a room ("la 101"), for as long as the terms say, and books it when the guest confirms.
     *
     * @param bookings where a confirmed hold becomes a booking; what is booked must be missing from what {@code rooms} offers
     */
    public Receptionist(
            PropertyManagement rooms, Bookings bookings, RoomHolds holds, HoldTerms terms, InstantSource clock) {
        this.rooms = new FreeRooms(rooms);
        this.reservations = new Reservations(holds, terms, bookings, clock);
        this.clock = clock;
    }

    /** @throws HandlingException to be retried, with reason {@code pms_unavailable}, if the rooms cannot be looked up */
    @Override
    public Answer handle(Incoming incoming) {
        Memory memory = Memory.read(incoming.memory());
        return switch (incoming.message().content()) {
            case Attachment attachment ->
                memory.handedOver()
                        ? silence(memory)
                        : say(memory.language().phrases().onlyText(), memory);
            case Text text -> read(Words.of(text.body()), memory, asker(incoming));
        };
    }

    private static Asker asker(Incoming incoming) {
        return new Asker(incoming.tenant(), incoming.message().guest(), incoming.id());
    }

    private Answer read(Words words, Memory memory, Asker asker) {
        Tenant hotel = asker.hotel();
        if (memory.handedOver() && !Request.callsBack(words)) {
            return silence(memory);
        }
        ZonedDateTime now = clock.instant().atZone(hotel.zone());
        Memory ours = memory.handedOver(false).speaking(Language.findIn(words).orElse(memory.language()));
        Request request = Request.read(words, now.toLocalDate(), ours.awaitsStay());
        Answer answer =
                step(request, ours, asker, now.toLocalDate()).orElseGet(() -> answer(request, ours, asker, now));
        return request.greets() && !request.isCourtesy() ? afterHello(answer, ours) : answer;
    }

    /** None if it is no step towards a booking, or guests do not book here. */
    private Optional<Answer> step(Request request, Memory memory, Asker asker, LocalDate today) {
        return reservations == null || request.intent() == Intent.HAND_OVER
                ? Optional.empty()
                : new BookingDialogue(rooms, reservations).findAnswer(request, memory, asker, today);
    }

    private Answer answer(Request request, Memory memory, Asker asker, ZonedDateTime now) {
        Tenant hotel = asker.hotel();
        Phrases phrases = memory.language().phrases();
        Desk desk = Desk.at(hotel.hours(), now.toLocalTime());
        return switch (request.intent()) {
            case AVAILABILITY -> availability(request, memory, asker, now.toLocalDate());
            case OTHER_DATES -> say(phrases.whichDates(), memory.awaitingStay());
            case HOURS -> say(phrases.hours(hotel, desk), memory);
            case HAND_OVER -> say(phrases.handOver(hotel, desk), memory.handedOver(true));
            case GREETING -> say(phrases.welcome(hotel), memory);
            case MENU -> say(phrases.menu(hotel), memory);
            case THANKS -> say(phrases.youAreWelcome(), memory);
            case FAREWELL -> say(phrases.goodbye(hotel), memory);
            case UNKNOWN ->
                say(memory.awaitsStay() ? phrases.datesNotUnderstood() : phrases.notUnderstood(hotel), memory);
        };
    }

    private Answer availability(Request request, Memory memory, Asker asker, LocalDate today) {
        Phrases phrases = memory.language().phrases();
        if (request.isGroup()) {
            return say(phrases.group(Request.MAX_GUESTS), memory);
        }
        Memory counted = memory.forGuestsOf(request);
        if (request.stay() instanceof Refused refused) {
            return say(phrases.refused(refused.why()), counted.awaitingStay());
        }
        Stay stay = request.stayOr(memory.stayFrom(today));
        return stay == null
                ? say(phrases.whichDates(), counted.awaitingStay())
                : offer(asker, stay, counted.staying(stay));
    }

    private Answer offer(Asker asker, Stay stay, Memory memory) {
        Tenant hotel = asker.hotel();
        Phrases phrases = memory.language().phrases();
        List<Offer> all = rooms.available(hotel, stay, memory.guests());
        List<Offer> offers = reservations == null ? all : reservations.free(asker, all);
        return say(
                offers.isEmpty()
                        ? phrases.noRooms(stay, memory.guests())
                        : phrases.offers(hotel, stay, memory.guests(), offers, reservations != null),
                memory);
    }

    private static Answer afterHello(Answer answer, Memory memory) {
        String hello = memory.language().phrases().hello() + " ";
        return new Answer(
                answer.replies().stream()
                        .map(reply -> new Reply(hello + reply.text()))
                        .toList(),
                answer.memory());
    }

    static Answer say(String text, Memory memory) {
        return new Answer(List.of(new Reply(text)), memory.toMap());
    }

    private static Answer silence(Memory memory) {
        return new Answer(List.of(), memory.toMap());
    }
}
