package io.conserje.application.receptionist.booking;

import io.conserje.application.messaging.MessageHandler.Answer;
import io.conserje.application.receptionist.language.Language;
import io.conserje.application.receptionist.language.Languages;
import io.conserje.application.receptionist.language.Phrases;
import io.conserje.application.receptionist.reading.Request;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.messaging.OutboundMessage;
import io.conserje.domain.messaging.Reply;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a conversation, as the session keeps it. Its keys:
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><td>{@code language}</td><td>the code of the language last recognized: {@code spanish}</td></tr>
 *   <tr><td>{@code stay}</td><td>{@code 2027-03-12/2027-03-14}: the stay last asked for</td></tr>
 *   <tr><td>{@code guests}</td><td>the number of guests, 1 to 99, unless it is two</td></tr>
 *   <tr><td>{@code awaits_stay}</td><td>{@code yes} after a question for dates</td></tr>
 *   <tr><td>{@code held}</td><td>{@code 2027-03-12/2027-03-14/101}: the stay and the room of the last hold</td></tr>
 *   <tr><td>{@code handed_over}</td><td>{@code yes} while a person talks to the guest</td></tr>
 * </table>
 *
 * <p>A value that does not fit is ignored, and disappears with the next save. Other keys are kept.
 */
record Memory(
        Language language,
        @Nullable Stay stay,
        int guests,
        boolean awaitsStay,
        boolean handedOver,
        @Nullable Choice held,
        Map<String, String> others) {

    /** The number of guests that is assumed when no number is given. */
    static final int DEFAULT_GUESTS = 2;

    private static final String LANGUAGE = "language";
    private static final String STAY = "stay";
    private static final String GUESTS = "guests";
    private static final String AWAITS_STAY = "awaits_stay";
    private static final String HANDED_OVER = "handed_over";
    private static final String HELD = "held";
    private static final String YES = "yes";

    /** @param languages the languages of the receptionist; the first is the default */
    static Memory read(Map<String, String> kept, Languages languages) {
        Map<String, String> others = new HashMap<>(kept);
        Function<String, String> own = key -> {
            String value = others.remove(key);
            return value == null ? "" : value;
        };
        return new Memory(
                languages.byCodeOrDefault(own.apply(LANGUAGE)),
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

    /** The remembered stay; null if there is none or it has begun. */
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

    /** With the number of guests of the request, if it gives one. */
    Memory forGuestsOf(Request request) {
        return forGuests(request.guestsOr(guests));
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

    Phrases phrases() {
        return language.phrases();
    }

    /** An answer with one reply, which keeps this memory. */
    Answer say(String text) {
        return say(new OutboundMessage.Text(text));
    }

    /** An answer with one reply, which keeps this memory. */
    Answer say(OutboundMessage message) {
        return new Answer(List.of(new Reply(message)), toMap());
    }

    /** An answer without a reply, which keeps this memory. */
    Answer silence() {
        return new Answer(List.of(), toMap());
    }

    private static @Nullable Choice choiceOf(String value) {
        int slash = value.lastIndexOf('/');
        Stay stay = slash < 0 ? null : stayOf(value.substring(0, slash));
        try {
            return stay == null ? null : new Choice(new RoomId(value.substring(slash + 1)), stay);
        } catch (IllegalArgumentException malformed) {
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
        } catch (DateTimeException | IllegalArgumentException malformed) {
            return null;
        }
    }

    private static int guestsOf(String value) {
        return value.matches("[1-9][0-9]?") ? Integer.parseInt(value) : DEFAULT_GUESTS;
    }
}
