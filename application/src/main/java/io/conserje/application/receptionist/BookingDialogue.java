package io.conserje.application.receptionist;

import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.receptionist.Reservations.Asker;
import io.conserje.application.receptionist.StaySaid.Refused;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Offer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the steps that a guest takes towards a booking: a room is held, booked or let go. Thread-safe. */
final class BookingDialogue {

    private final FreeRooms rooms;
    private final Reservations reservations;

    BookingDialogue(FreeRooms rooms, Reservations reservations) {
        this.rooms = rooms;
        this.reservations = reservations;
    }

    /** None if the message is no such step. */
    Optional<Answer> findAnswer(Request request, Memory memory, Asker asker, LocalDate today) {
        return switch (request.step()) {
            case BookingStep.Choose choose -> choose(choose.room(), request, memory, asker, today);
            case BookingStep.Confirm confirm ->
                Optional.of(unlessAway(() -> confirm(confirm.room(), request, memory, asker, today), memory));
            case BookingStep.Cancel cancel -> Optional.of(cancel(memory, asker));
            case BookingStep.None none -> Optional.empty();
        };
    }

    private Optional<Answer> choose(RoomId room, Request request, Memory memory, Asker asker, LocalDate today) {
        Stay stay = request.stay() instanceof Refused ? null : request.stayOr(memory.stayFrom(today));
        if (stay == null || request.isGroup()) {
            return Optional.empty();
        }
        Memory staying = memory.forGuestsOf(request).staying(stay);
        Choice choice = new Choice(room, stay);
        List<Offer> offers = rooms.available(asker.hotel(), stay, staying.guests());
        return Optional.of(find(offers, room)
                .map(offer -> hold(choice, offer, staying, asker))
                .orElseGet(() -> notOffered(choice, offers, staying, asker)));
    }

    private Answer hold(Choice choice, Offer offer, Memory memory, Asker asker) {
        Phrases phrases = memory.language().phrases();
        return unlessAway(
                () -> reservations
                        .hold(asker, choice)
                        .map(hold ->
                                Receptionist.say(held(choice, offer, hold, phrases, asker), memory.holding(choice)))
                        .orElseGet(() -> gone(choice, memory, asker)),
                memory);
    }

    private static String held(Choice choice, Offer offer, RoomHold hold, Phrases phrases, Asker asker) {
        return phrases.held(
                choice, offer.total(), hold.until().atZone(asker.hotel().zone()).toLocalTime());
    }

    /** The room is the guest's own by now, or too small, or another's. */
    private Answer notOffered(Choice choice, List<Offer> offers, Memory memory, Asker asker) {
        Phrases phrases = memory.language().phrases();
        Optional<Booking> own = reservations.findBooked(asker, choice);
        if (own.isPresent()) {
            return Receptionist.say(phrases.alreadyYours(own.get()), memory);
        }
        Optional<Offer> small = find(rooms.available(asker.hotel(), choice.stay(), 1), choice.room());
        return small.map(offer -> Receptionist.say(
                        phrases.tooSmall(offer.room(), memory.guests(), reservations.free(asker, offers)), memory))
                .orElseGet(() -> gone(choice, memory, asker));
    }

    private Answer gone(Choice choice, Memory memory, Asker asker) {
        List<Offer> left =
                reservations.free(asker, rooms.available(asker.hotel(), choice.stay(), memory.guests())).stream()
                        .filter(offer -> !offer.room().id().equals(choice.room()))
                        .toList();
        return Receptionist.say(memory.language().phrases().gone(choice, left), memory);
    }

    /** A room that is named and not held is held first: the guest must see its price before it is booked. */
    private Answer confirm(@Nullable RoomId named, Request request, Memory memory, Asker asker, LocalDate today) {
        Optional<Choice> held = memory.held() != null ? Optional.of(memory.held()) : reservations.findHeld(asker);
        Supplier<Answer> nothingHeld =
                () -> Receptionist.say(memory.language().phrases().nothingHeld(), memory);
        return named != null
                        && held.filter(choice -> choice.room().equals(named)).isEmpty()
                ? choose(named, request, memory, asker, today).orElseGet(nothingHeld)
                : held.map(choice -> confirm(choice, memory, asker)).orElseGet(nothingHeld);
    }

    private Answer confirm(Choice choice, Memory memory, Asker asker) {
        Phrases phrases = memory.language().phrases();
        return unlessAway(
                () -> reservations
                        .confirm(asker, choice)
                        .map(booking ->
                                Receptionist.say(phrases.confirmed(choice, booking.code()), memory.holding(choice)))
                        .orElseGet(() -> gone(choice, memory.holding(null), asker)),
                memory);
    }

    private Answer cancel(Memory memory, Asker asker) {
        Phrases phrases = memory.language().phrases();
        return unlessAway(
                () -> Receptionist.say(
                        reservations.cancel(asker) ? phrases.cancelled() : phrases.nothingHeld(), memory.holding(null)),
                memory);
    }

    /** The answer of a step, or an apology that keeps the memory as it is if the holds cannot be reached. */
    private static Answer unlessAway(Supplier<Answer> step, Memory memory) {
        try {
            return step.get();
        } catch (StoreUnavailableException away) {
            return Receptionist.say(memory.language().phrases().cannotHold(), memory);
        }
    }

    private static Optional<Offer> find(List<Offer> offers, RoomId room) {
        return offers.stream().filter(offer -> offer.room().id().equals(room)).findFirst();
    }
}
