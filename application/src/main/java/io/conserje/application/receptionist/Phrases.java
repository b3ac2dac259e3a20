package io.conserje.application.receptionist;

import io.conserje.application.receptionist.StaySaid.Refusal;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.tenancy.Tenant;
import java.time.LocalTime;
import java.util.List;

/**
 * All that is ever said, one implementation for each language. What each method gives is a whole message of at most 3800
 * characters, {@link #hello} excepted, which may go before one.
 */
interface Phrases {

    /** How many rooms are listed; more are only counted. */
    int MAX_OFFERS = 10;

    /** A word of greeting to begin an answer with. */
    String hello();

    /** Answers a greeting: who this is and what can be asked. */
    String welcome(Tenant hotel);

    /** What can be asked. */
    String menu(Tenant hotel);

    /**
     * @param offers one or more, all for that stay
     * @param holding whether one of them can be held here, or a person has to
     */
    String offers(Tenant hotel, Stay stay, int guests, List<Offer> offers, boolean holding);

    /** A room is held for the guest until then; asks for a yes or a no. */
    String held(Choice choice, Money total, LocalTime until);

    /** A room is the guest's. */
    String confirmed(Choice choice, String code);

    /** What was held is let go. */
    String cancelled();

    /** A yes or a no to nothing. */
    String nothingHeld();

    /**
     * The room is another's by now.
     *
     * @param offers what is left for that stay, none too
     */
    String gone(Choice choice, List<Offer> offers);

    /** The guest has booked that room. */
    String alreadyYours(Booking booking);

    /**
     * The room is free, for fewer guests.
     *
     * @param offers what is left for the stay and as many guests, none too
     */
    String tooSmall(Room room, int guests, List<Offer> offers);

    /** Rooms cannot be held at the moment. */
    String cannotHold();

    String noRooms(Stay stay, int guests);

    /** More guests than are dealt with here. */
    String group(int mostGuests);

    /** Asks from when to when. */
    String whichDates();

    /** The guest was asked for dates, and what came were none. */
    String datesNotUnderstood();

    String refused(Refusal why);

    String hours(Tenant hotel, Desk desk);

    /** A person takes over from here. */
    String handOver(Tenant hotel, Desk desk);

    String youAreWelcome();

    String goodbye(Tenant hotel);

    /** Something other than text came. */
    String onlyText();

    /** Nothing was understood. */
    String notUnderstood(Tenant hotel);
}
