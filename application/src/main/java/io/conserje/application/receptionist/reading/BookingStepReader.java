package io.conserje.application.receptionist.reading;

import io.conserje.domain.lock.RoomId;
import org.jspecify.annotations.Nullable;

/**
 * Reads the step towards a booking. A room is a number that is not taken. A confirmation and a cancellation take
 * effect, so they count only in a short message without a question or dates, and only where a clause says nothing
 * else. "No confirmo", "hasta cuándo puedo cancelar" and "quiero confirmar la dirección" do neither.
 */
final class BookingStepReader {

    private static final int MAX_WORDS = 15;
    private static final int MAX_ROOM_DIGITS = 4;

    private final Words words;
    private boolean confirms;
    private boolean cancels;
    private boolean doubts;
    private @Nullable RoomId confirmed;

    private BookingStepReader(Words words) {
        this.words = words;
    }

    /** @param words of the message, from which days and counts are taken */
    static BookingStep read(Words words, boolean saysDates) {
        return new BookingStepReader(words).read(saysDates);
    }

    private BookingStep read(boolean saysDates) {
        if (!saysDates && words.size() <= MAX_WORDS && !words.isQuestion() && !words.has(Term.QUESTION)) {
            readClauses();
        }
        boolean confirming = confirms && !doubts;
        if (cancels && !confirming) {
            return new BookingStep.Cancel();
        }
        if (confirming && !cancels) {
            return new BookingStep.Confirm(confirmed);
        }
        RoomId room = room();
        return room == null ? new BookingStep.None() : new BookingStep.Choose(room);
    }

    private void readClauses() {
        int start = 0;
        while (start < words.size()) {
            int end = start + 1;
            while (!words.isStopBefore(end)) {
                end++;
            }
            readClause(start, end);
            start = end;
        }
    }

    private void readClause(int start, int end) {
        boolean confirm = false;
        boolean cancel = false;
        boolean doubt = false;
        boolean plain = true;
        RoomId room = null;
        for (int place = start; place < end; place++) {
            boolean confirmed = words.is(place, Term.CONFIRMED) && (place == 0 || words.is(place - 1, Term.YES));
            confirm |= confirmed || words.is(place, Term.CONFIRM);
            cancel |= words.is(place, Term.CANCEL);
            doubt |= words.is(place, Term.DOUBT);
            if (isRoomNumber(place, 1)) {
                plain &= room == null;
                room = new RoomId(words.at(place));
            } else {
                plain &= confirmed
                        || words.at(place).equals("-")
                        || words.is(place, Term.BESIDE, Term.CONFIRM, Term.CANCEL);
            }
        }
        if (confirm && !cancel && plain) {
            confirms = true;
            confirmed = room;
        }
        cancels |= cancel && !confirm && plain;
        // "No cancele todavía, confirmo": a "no" to a cancellation is no doubt.
        doubts |= doubt && !cancel;
    }

    private @Nullable RoomId room() {
        if (words.size() == 1 && isRoomNumber(0, 2)) {
            return new RoomId(words.at(0));
        }
        for (int place = 1; place < words.size(); place++) {
            boolean named = words.is(place - 1, Term.ROOM) && isRoomNumber(place, 1);
            boolean meant = words.is(place - 1, Term.BEFORE_ROOM_NUMBER) && isRoomNumber(place, 2);
            if (named || meant) {
                return new RoomId(words.at(place));
            }
        }
        return null;
    }

    private boolean isRoomNumber(int place, int minDigits) {
        return words.isNumber(place, minDigits, MAX_ROOM_DIGITS)
                && !words.isOrdinal(place)
                && !words.isUnit(place + 1)
                && !goesOn(place);
    }

    /** "número 11-1234-5678" is a telephone number. */
    private boolean goesOn(int place) {
        int next = words.isDateSign(place + 1) ? place + 2 : place + 1;
        return words.isNumber(next, 1, Integer.MAX_VALUE) && !words.isStopBefore(next) && !words.isUnit(next + 1);
    }
}
