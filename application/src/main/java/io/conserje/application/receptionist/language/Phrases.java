package io.conserje.application.receptionist.language;

import io.conserje.application.receptionist.reading.StaySaid.Refusal;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.tenancy.Tenant;
import java.time.LocalTime;
import java.util.List;

/**
 * The answers in one language. Every method but {@link #hello}, and those for lists and buttons, gives a
 * whole message of at most 3800 characters. What stands over a list or buttons has at most 900.
 */
public interface Phrases {

    /** The most rooms that are listed; further ones are only counted. */
    int MAX_OFFERS = 10;

    /** A greeting that may begin another answer. */
    String hello();

    /** Answers a greeting: who writes, and what the guest can ask. */
    String welcome(Tenant hotel);

    /** Lists what the guest can ask. */
    String menu(Tenant hotel);

    /**
     * Lists the free rooms.
     *
     * @param offers one or more, all for the stay
     * @param holding whether the guest can hold one of them here; otherwise a person books it
     */
    String offers(Tenant hotel, Stay stay, int guests, List<Offer> offers, boolean holding);

    /** Says over a list of rooms that they are free. */
    String offersOver(Tenant hotel, Stay stay, int guests, int offers);

    /** Says over a list of rooms that somebody else has the one that the guest chose. */
    String goneOver(RoomId room, Stay stay, int offers);

    /** Says over a list of rooms that the one that the guest chose is too small. */
    String tooSmallOver(Room room, int guests, int offers);

    /** The titles of buttons. */
    Labels labels();

    /** A room as the title of a row: what a guest writes to choose it. */
    String roomTitle(RoomId room);

    /** What a row says of a room beside its title. */
    String roomDetail(Offer offer);

    /** A room is held for the guest until a time. The buttons below ask for a confirmation or a cancellation. */
    String heldOver(RoomId room, Stay stay, Money total, LocalTime until);

    /** A room is held for the guest until a time. Asks for a confirmation or a cancellation. */
    String held(RoomId room, Stay stay, Money total, LocalTime until);

    /** A room is booked. */
    String confirmed(RoomId room, Stay stay, String code);

    /** The hold is released. */
    String cancelled();

    /** The guest confirms or cancels, and holds no room. */
    String nothingHeld();

    /**
     * Somebody else has the room.
     *
     * @param offers what is left for the stay; may be empty
     */
    String gone(RoomId room, Stay stay, List<Offer> offers);

    /** The guest has already booked the room. */
    String alreadyYours(Booking booking);

    /**
     * The room is free, but for fewer guests.
     *
     * @param offers what is left for the stay and the guests; may be empty
     */
    String tooSmall(Room room, int guests, List<Offer> offers);

    /** No room can be held at the moment. */
    String cannotHold();

    /** No room is free. */
    String noRooms(Stay stay, int guests);

    /** There are more guests than the receptionist books for. */
    String group(int maxGuests);

    /** Asks for the dates. */
    String whichDates();

    /** Asks for the dates again, because the answer to the question had none. */
    String datesNotUnderstood();

    /** The dates are refused. */
    String refused(Refusal why);

    /** The opening hours of the desk. */
    String hours(Tenant hotel, Desk desk);

    /** A person takes over. */
    String handOver(Tenant hotel, Desk desk);

    /** Answers thanks. */
    String youAreWelcome();

    /** Answers a parting. */
    String goodbye(Tenant hotel);

    /** The message is no text. */
    String onlyText();

    /** The message is not understood. */
    String notUnderstood(Tenant hotel);
}
