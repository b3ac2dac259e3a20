package io.conserje.application.receptionist;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a conversation, as the session keeps it. All the keys there are:
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><td>{@code language}</td><td>{@code spanish} or {@code english}: the one last recognised</td></tr>
 *   <tr><td>{@code stay}</td><td>{@code 2027-03-12/2027-03-14}: the one last asked for</td></tr>
 *   <tr><td>{@code guests}</td><td>for how many, 1 to 99, if not for two</td></tr>
 *   <tr><td>{@code awaits_stay}</td><td>{@code yes} after the guest was asked for dates</td></tr>
 *   <tr><td>{@code held}</td><td>{@code 2027-03-12/2027-03-14/101}: the stay and the room last held</td></tr>
 *   <tr><td>{@code handed_over}</td><td>{@code yes} while the guest is a person's and not ours</td></tr>
 * </table>
 *
 * <p>A value that does not fit counts as never written, and goes with the next save. Keys of others are left alone.
 */
record Memory(
        Language language,
        @Nullable Stay stay,
        int guests,
        boolean awaitsStay,
        boolean handedOver,
        @Nullable Choice held,
        Map<String, String> others) {

    /** For how many a guest asks who does not say. */
    static final int DEFAULT_GUESTS = 2;

    private static final String LANGUAGE = "language";
    private static final String STAY = "stay";
    private static final String GUESTS = "guests";
    private static final String AWAITS_STAY = "awaits_stay";
    private static final String HANDED_OVER = "handed_over";
    private static final String HELD = "held";
    private static final String YES = "yes";

    static Memory read(Map<String, String> kept) {
        Map<String, String> others = new HashMap<>(kept);
        Function<String, String> own = key -> {
            String value = others.remove(key);
            return value == null ? "" : value;
        };
        return new Memory(
                Language.findByCode(own.apply(LANGUAGE)).orElse(Language.SPANISH),
                stayOf(own.apply(STAY)),
                guestsOf(own.apply(GUESTS)),
                own.apply(AWAITS_STAY).equals(YES),
                own.apply(HANDED_OVER).equals(YES),
                choiceOf(own.apply(HELD)),
                Map.copyOf(others));
    }

    Map<String, String> toMap() {
        Map<String, String> kept = new HashMap<>(others);
        kept.put(LANGUAGE, language.code());
        if (stay != null) {
            kept.put(STAY, stay.checkIn() + "/" + stay.checkOut());
        }
        if (guests != DEFAULT_GUESTS) {
            kept.put(GUESTS, Integer.toString(guests));
        }
        if (awaitsStay) {
            kept.put(AWAITS_STAY, YES);
        }
        if (handedOver) {
            kept.put(HANDED_OVER, YES);
        }
        if (held != null) {
            kept.put(HELD, held.stay().checkIn() + "/" + held.stay().checkOut() + "/" + held.room());
        }
        return Map.copyOf(kept);
    }

    /** The remembered stay, or null if there is none or it has begun since. */
    @Nullable
    Stay stayFrom(LocalDate today) {
        return stay == null || stay.checkIn().isBefore(today) ? null : stay;
    }

    Memory speaking(Language spoken) {
        return new Memory(spoken, stay, guests, awaitsStay, handedOver, held, others);
    }

    Memory staying(Stay asked) {
        return new Memory(language, asked, guests, false, handedOver, held, others);
    }

    /** For as many as the request says; as before if it does not say. */
    Memory forGuestsOf(Request request) {
        return request.guests() == GuestCount.NOT_SAID ? this : forGuests(request.guests());
    }

    Memory forGuests(int number) {
        return new Memory(language, stay, number, awaitsStay, handedOver, held, others);
    }

    Memory awaitingStay() {
        return new Memory(language, stay, guests, true, handedOver, held, others);
    }

    Memory handedOver(boolean toPerson) {
        return new Memory(language, stay, guests, awaitsStay, toPerson, held, others);
    }

    Memory holding(@Nullable Choice choice) {
        return new Memory(language, stay, guests, awaitsStay, handedOver, choice, others);
    }

    private static @Nullable Choice choiceOf(String value) {
        int slash = value.lastIndexOf('/');
        Stay stay = slash < 0 ? null : stayOf(value.substring(0, slash));
        try {
            return stay == null ? null : new Choice(new RoomId(value.substring(slash + 1)), stay);
        } catch (IllegalArgumentException rubbish) {
            return null;
        }
    }

    private static @Nullable Stay stayOf(String value) {
        int slash = value.indexOf('/');
        if (slash < 0) {
            return null;
        }
        try {
            return new Stay(LocalDate.parse(value.substring(0, slash)), LocalDate.parse(value.substring(slash + 1)));
        } catch (DateTimeException | IllegalArgumentException rubbish) {
            return null;
        }
    }

    private static int guestsOf(String value) {
        return value.matches("[1-9][0-9]?") ? Integer.parseInt(value) : DEFAULT_GUESTS;
    }
}
