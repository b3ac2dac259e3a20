package io.conserje.application.receptionist.booking;

import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.receptionist.booking.Reservations.Asker;
import io.conserje.application.receptionist.language.Phrases;
import io.conserje.application.receptionist.reading.BookingStep;
import io.conserje.application.receptionist.reading.Request;
import io.conserje.application.receptionist.reading.StaySaid.Refused;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Offer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the steps towards a booking: holds a room, books it or releases it. Thread-safe. */
final class BookingDialogue {

    private final FreeRooms rooms;
    private final Reservations reservations;

    BookingDialogue(FreeRooms rooms, Reservations reservations) {
        this.rooms = rooms;
        this.reservations = reservations;
    }

    /** The answer to the step of a request; none if it takes no step that can be answered here. */
    Optional<Answer> findAnswer(Request request, Memory memory, Asker asker, LocalDate today) {
        return switch (request.step()) {
            case BookingStep.Choose choose -> choose(choose.room(), request, memory, asker, today);
            case BookingStep.Confirm confirm ->
                Optional.of(unlessAway(() -> confirm(confirm.room(), request, memory, asker, today), memory));
            case BookingStep.Cancel cancel -> Optional.of(unlessAway(() -> cancel(memory, asker), memory));
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
        return unlessAway(
                () -> reservations
                        .hold(asker, choice)
                        .map(hold -> memory.holding(choice)
                                .say(asker.presenter().held(memory.phrases(), choice, offer, hold, asker.hotel())))
                        .orElseGet(() -> gone(choice, memory, asker)),
                memory);
    }

    /** The guest has booked the room already, or it is too small, or somebody else has it. */
    private Answer notOffered(Choice choice, List<Offer> offers, Memory memory, Asker asker) {
        Phrases phrases = memory.phrases();
        Optional<Booking> own = reservations.findBooked(asker, choice);
        if (own.isPresent()) {
            return memory.say(phrases.alreadyYours(own.get()));
        }
        return find(rooms.available(asker.hotel(), choice.stay(), 1), choice.room())
                .map(small -> memory.say(asker.presenter()
                        .tooSmall(phrases, small.room(), memory.guests(), reservations.free(asker, offers))))
                .orElseGet(() -> gone(choice, memory, asker));
    }

    private Answer gone(Choice choice, Memory memory, Asker asker) {
        List<Offer> offers = rooms.available(asker.hotel(), choice.stay(), memory.guests());
        List<Offer> left = reservations.free(asker, offers).stream()
                .filter(offer -> !offer.room().id().equals(choice.room()))
                .toList();
        return memory.say(asker.presenter().gone(memory.phrases(), choice.room(), choice.stay(), left));
    }

    /** A room that is named and not held is held first: the guest must see its price before it is booked. */
    private Answer confirm(@Nullable RoomId named, Request request, Memory memory, Asker asker, LocalDate today) {
        Optional<Choice> held = memory.held() != null ? Optional.of(memory.held()) : reservations.findHeld(asker);
        Optional<Answer> answer = named != null
                        && held.filter(choice -> choice.room().equals(named)).isEmpty()
                ? choose(named, request, memory, asker, today)
                : held.map(choice -> confirm(choice, memory, asker));
        return answer.orElseGet(() -> memory.say(memory.phrases().nothingHeld()));
    }

    private Answer confirm(Choice choice, Memory memory, Asker asker) {
        return reservations
                .confirm(asker, choice)
                .map(booking -> memory.holding(choice)
                        .say(memory.phrases().confirmed(choice.room(), choice.stay(), booking.code())))
                .orElseGet(() -> gone(choice, memory.holding(null), asker));
    }

    private Answer cancel(Memory memory, Asker asker) {
        Phrases phrases = memory.phrases();
        boolean released = reservations.cancel(asker);
        return memory.holding(null).say(released ? phrases.cancelled() : phrases.nothingHeld());
    }

    /** The answer of a step. If the holds cannot be reached, an apology that leaves the memory as it is. */
    private static Answer unlessAway(Supplier<Answer> step, Memory memory) {
        try {
            return step.get();
        } catch (StoreUnavailableException away) {
            return memory.say(memory.phrases().cannotHold());
        }
    }

    private static Optional<Offer> find(List<Offer> offers, RoomId room) {
        return offers.stream().filter(offer -> offer.room().id().equals(room)).findFirst();
    }
}
