package io.conserje.application.receptionist;

import io.conserje.domain.lock.RoomId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a message says towards a booking: a room that is chosen, a yes, or a no. */
sealed interface BookingStep {

    /** "la 101", "habitación 7", "room 101", or "101" and nothing else. */
    record Choose(RoomId room) implements BookingStep {}

    /**
     * "Confirmo", "sí, confirmo la 101".
     *
     * @param room null if none is named
     */
    record Confirm(@Nullable RoomId room) implements BookingStep {}

    /** "Cancelar". */
    record Cancel() implements BookingStep {}

    /** Nothing of the kind. */
    record None() implements BookingStep {}

    /**
     * A room is a number that nobody else took. To confirm and to cancel take effect, so they are heard only in a short message that
     * asks nothing and says no dates, where a clause says just that: not in "no confirmo", "hasta cuándo puedo cancelar", "quiero
     * confirmar la dirección".
     *
     * @param words of the message, from which days and counts have been taken
     */
    static BookingStep read(Words words, boolean saysDates) {
        return new Reader(words).read(saysDates);
    }

    /** Knows the words. */
    final class Reader {

        private static final int MAX_WORDS = 15;

        private static final Set<String> CONFIRMS = Set.of("confirmo", "confirmamos", "confirmar", "confirm");
        /** These say it where they stand first, or after a yes: "está confirmada mi reserva" asks. */
        private static final Set<String> CONFIRMED = Set.of("confirmado", "confirmada", "confirmed");

        private static final Set<String> YES = Set.of("si", "yes", "ok", "dale", "listo", "perfecto");
        private static final Set<String> CANCELS = Set.of(
                "cancelo",
                "cancelar",
                "cancelarla",
                "cancela",
                "cancele",
                "cancelamos",
                "anular",
                "anularla",
                "anulo",
                "anule",
                "cancel");
        private static final Vocabulary ASKS = Vocabulary.of(
                "que", "cual", "cuales", "cuando", "cuanto", "cuanta", "donde", "como", "quien", "puede", "puedo",
                "podria", "what", "which", "when", "where", "how", "who", "why", "can", "could", "will", "is", "are",
                "do", "does");
        private static final Set<String> DOUBTS = Set.of(
                "no", "not", "don", "dont", "todavia", "aun", "yet", "pero", "but", "mejor", "espere", "espera", "wait",
                "if", "luego", "despues", "later");

        /** What may stand beside a yes or a no and changes nothing of it. */
        private static final Set<String> BESIDE = Set.of(
                "si",
                "yes",
                "yeah",
                "ok",
                "okay",
                "dale",
                "listo",
                "perfecto",
                "perfect",
                "genial",
                "great",
                "bueno",
                "buenas",
                "claro",
                "sure",
                "hola",
                "hello",
                "hi",
                "gracias",
                "muchas",
                "thanks",
                "thank",
                "you",
                "por",
                "favor",
                "please",
                "entonces",
                "then",
                "yo",
                "i",
                "we",
                "d",
                "quiero",
                "queremos",
                "quisiera",
                "necesito",
                "deseo",
                "want",
                "need",
                "would",
                "like",
                "to",
                "lo",
                "la",
                "le",
                "les",
                "el",
                "de",
                "y",
                "mi",
                "esa",
                "ese",
                "esta",
                "eso",
                "todo",
                "the",
                "and",
                "my",
                "our",
                "it",
                "this",
                "that",
                "habitacion",
                "hab",
                "cuarto",
                "room",
                "reserva",
                "reservacion",
                "booking",
                "reservation",
                "numero",
                "number",
                "nro",
                "-");

        /** A number after one of these is a room's, if it is long enough or the word leaves no doubt. */
        private static final Set<String> ROOM = Set.of("habitacion", "hab", "cuarto", "room");

        private static final Set<String> ARTICLE = Set.of("la", "the", "numero", "number", "nro");
        private static final Set<String> SIGNS = Set.of("/", ".", "-");

        private final Words words;
        private boolean confirms;
        private boolean cancels;
        private boolean doubts;
        private @Nullable RoomId confirmed;

        private Reader(Words words) {
            this.words = words;
        }

        private BookingStep read(boolean saysDates) {
            if (!saysDates && words.size() <= MAX_WORDS && !words.isQuestion() && !ASKS.isIn(words)) {
                readClauses();
            }
            boolean confirming = confirms && !doubts;
            if (cancels && !confirming) {
                return new Cancel();
            }
            if (confirming && !cancels) {
                return new Confirm(confirmed);
            }
            RoomId room = room();
            return room == null ? new None() : new Choose(room);
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
                boolean confirmed = words.isOneOf(place, CONFIRMED) && (place == 0 || words.isOneOf(place - 1, YES));
                confirm |= confirmed || words.isOneOf(place, CONFIRMS);
                cancel |= words.isOneOf(place, CANCELS);
                doubt |= words.isOneOf(place, DOUBTS);
                if (isRoomNumber(place, 1)) {
                    plain &= room == null;
                    room = new RoomId(words.at(place));
                } else {
                    plain &= confirmed
                            || words.isOneOf(place, BESIDE)
                            || words.isOneOf(place, CONFIRMS)
                            || words.isOneOf(place, CANCELS);
                }
            }
            if (confirm && !cancel && plain) {
                confirms = true;
                confirmed = room;
            }
            cancels |= cancel && !confirm && plain;
            // "No cancele todavía, confirmo": what is not to be cancelled is no doubt.
            doubts |= doubt && !cancel;
        }

        private @Nullable RoomId room() {
            if (words.size() == 1 && isRoomNumber(0, 2)) {
                return new RoomId(words.at(0));
            }
            for (int place = 1; place < words.size(); place++) {
                boolean named = words.isOneOf(place - 1, ROOM) && isRoomNumber(place, 1);
                boolean meant = words.isOneOf(place - 1, ARTICLE) && isRoomNumber(place, 2);
                if (named || meant) {
                    return new RoomId(words.at(place));
                }
            }
            return null;
        }

        private boolean isRoomNumber(int place, int fewestDigits) {
            return words.isNumber(place, fewestDigits, 4)
                    && !words.isOrdinal(place)
                    && !Units.areAt(place + 1, words)
                    && !goesOn(place);
        }

        /** "número 11-1234-5678": a telephone's. */
        private boolean goesOn(int place) {
            int next = words.isOneOf(place + 1, SIGNS) ? place + 2 : place + 1;
            return words.isNumber(next, 1, Integer.MAX_VALUE)
                    && !words.isStopBefore(next)
                    && !Units.areAt(next + 1, words);
        }
    }
}
