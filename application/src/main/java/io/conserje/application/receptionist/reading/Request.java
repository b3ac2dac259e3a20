package io.conserje.application.receptionist.reading;

import io.conserje.application.receptionist.reading.StaySaid.Dates;
import io.conserje.application.receptionist.reading.StaySaid.Nights;
import io.conserje.application.receptionist.reading.StaySaid.Nothing;
import io.conserje.domain.lock.Stay;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for. Words that name a wish outright count before dates, and dates before courtesies: "gracias,
 * ¿y mañana?" asks for a room.
 *
 * @param guests 0 if the message gives no number; see {@link #guestsOr}
 * @param greets whether the message also says hello
 * @param step the step towards a booking
 */
public record Request(Intent intent, StaySaid stay, int guests, boolean greets, BookingStep step) {

    /** A larger group needs a person: no room takes it, and its prices are not the listed ones. */
    public static final int MAX_GUESTS = 12;

    /**
     * Reads a message, and takes from it what it understands.
     *
     * @param today the date at the hotel
     * @param asked whether the guest was asked for dates and a number of guests
     */
    public static Request read(Words words, LocalDate today, boolean asked) {
        // The order matters: each reader takes what the next ones must not read.
        StaySaid stay = StayReader.read(words, today);
        int guests = GuestCount.read(words);
        BookingStep step = BookingStepReader.read(words, !(stay instanceof Nothing));
        return new Request(intent(words, stay, guests, asked), stay, guests, words.has(Term.HELLO), step);
    }

    /** The stay of the request, or the remembered one with the number of nights that the request gives, or null. */
    public @Nullable Stay stayOr(@Nullable Stay remembered) {
        if (stay instanceof Dates dates) {
            return dates.stay();
        }
        return remembered != null && stay instanceof Nights nights
                ? new Stay(remembered.checkIn(), remembered.checkIn().plusDays(nights.nights()))
                : remembered;
    }

    /** The number of guests that the request gives, or the remembered one. */
    public int guestsOr(int remembered) {
        return guests == GuestCount.NOT_SAID ? remembered : guests;
    }

    /** Whether there are more than {@link #MAX_GUESTS}. */
    public boolean isGroup() {
        return guests > MAX_GUESTS;
    }

    /** Whether a message calls the receptionist back after a person has taken over. */
    public static boolean callsBack(Words words) {
        return words.isWholly(Term.BACK);
    }

    /** Whether there is nothing to look up or to do. */
    public boolean isCourtesy() {
        return switch (intent) {
            case GREETING, MENU, THANKS, FAREWELL -> true;
            case AVAILABILITY, OTHER_DATES, HOURS, HAND_OVER, UNKNOWN -> false;
        };
    }

    private static Intent intent(Words words, StaySaid stay, int guests, boolean asked) {
        boolean saysDates = !(stay instanceof Nothing);
        boolean wantsRoom = words.has(Term.ROOM_WANTED);
        if (wantsPerson(words, saysDates || wantsRoom || asked)) {
            return Intent.HAND_OVER;
        }
        // "¿Abren el domingo?" is about the desk; "¿Abren? Quiero una habitación para el domingo" is about a room.
        if (asksForHours(words) && !(wantsRoom && saysDates)) {
            return Intent.HOURS;
        }
        if (words.has(Term.OTHER_DATES) && !saysDates) {
            return Intent.OTHER_DATES;
        }
        if (wantsRoom) {
            return Intent.AVAILABILITY;
        }
        if (words.has(Term.PARTING) || (words.has(Term.PARTING_UNLESS_DATES) && !saysDates)) {
            return Intent.FAREWELL;
        }
        return saysDates || guests != GuestCount.NOT_SAID ? Intent.AVAILABILITY : courtesy(words);
    }

    private static Intent courtesy(Words words) {
        if (words.has(Term.MENU)) {
            return Intent.MENU;
        }
        if (words.has(Term.THANKS)) {
            return Intent.THANKS;
        }
        return words.has(Term.HELLO) ? Intent.GREETING : Intent.UNKNOWN;
    }

    private static boolean asksForHours(Words words) {
        int place = words.findFrom(0, Term.HOURS);
        while (place >= 0 && words.is(place, Term.NEAR)) {
            place = words.findFrom(place + 1, Term.HOURS);
        }
        return place >= 0;
    }

    /** @param counting whether the message speaks of a stay, so that "una persona" is a number of guests */
    private static boolean wantsPerson(Words words, boolean counting) {
        if (words.has(Term.PERSON_WANTED) || words.isWholly(Term.PERSON_ALONE)) {
            return true;
        }
        if (counting) {
            return false;
        }
        int place = words.findFrom(0, Term.A_PERSON);
        return place >= 0 && !words.is(place - 1, Term.BEFORE_COUNTED_PERSON);
    }
}
