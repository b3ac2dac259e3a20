package io.conserje.application.receptionist;

import io.conserje.application.lock.RoomHolds;
import io.conserje.application.messaging.HandlingException;
import io.conserje.application.messaging.MessageHandler;
import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.PropertyManagement;
import io.conserje.application.receptionist.booking.Conversation;
import io.conserje.application.receptionist.booking.Reservations;
import io.conserje.application.receptionist.language.Languages;
import io.conserje.domain.lock.HoldTerms;
import java.time.InstantSource;

/**
 * The built-in handler. It tells guests in Spanish and English which rooms are free and when the desk is open, holds
 * and books rooms, and hands over to a person. It has no language model: it knows a list of words, and offers a menu
 * if it finds none of them in a message. It answers captions, chosen buttons and corrected messages as texts, is silent
 * about reactions and the like, and asks for a text where a message has no words.
 *
 * <p>Dates and hours are the hotel's own; "today" is the day on which the message is handled. The stay, the number of
 * guests and the language are remembered from one message to the next. Two guests are assumed when no number is given,
 * and Spanish until a guest writes in another language.
 *
 * <p>After a hand-over it remembers {@code handed_over} and stays silent, so that the guest does not get two answers.
 * It returns when the session ends, or when a message is just "menú", "bot", "volver" or "back".
 *
 * <p>Thread-safe. The answer depends only on the message, the memory, the hotel, the time, the rooms, the holds and the
 * bookings.
 */
public final class Receptionist implements MessageHandler {

    private final Conversation conversation;

    /**
     * A receptionist that shows free rooms and leaves the booking to people.
     *
     * @param clock gives the date and the time at the hotel
     */
    public Receptionist(PropertyManagement rooms, InstantSource clock) {
        this.conversation = new Conversation(Languages.ALL, rooms, null, clock);
    }

    /**
     * A receptionist that also holds a room ("la 101") and books it when the guest confirms.
     *
     * @param rooms must not offer a room for nights that are booked in {@code bookings}
     * @param terms how long a hold lasts
     * @param clock gives the date and the time at the hotel
     */
    public Receptionist(
            PropertyManagement rooms, Bookings bookings, RoomHolds holds, HoldTerms terms, InstantSource clock) {
        this.conversation =
                new Conversation(Languages.ALL, rooms, new Reservations(holds, terms, bookings, clock), clock);
    }

    /**
     * @throws HandlingException with reason {@code pms_unavailable}, to be retried, if free rooms cannot be looked up
     */
    @Override
    public Answer handle(Incoming incoming) {
        return conversation.answer(incoming);
    }
}
