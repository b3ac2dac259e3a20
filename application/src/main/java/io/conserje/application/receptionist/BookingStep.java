package io.conserje.application.receptionist;

import io.conserje.domain.lock.RoomId;
import java.util.Optional;
import java.util.Set;

/** What a message says towards a booking: a room that is chosen, a yes, or a no. */
sealed interface BookingStep {

    /** "la 101", "habitación 7", "room 101", or "101" and nothing else. */
    record Choose(RoomId room) implements BookingStep {}

    /** "Confirmo". */
    record Confirm() implements BookingStep {}

    /** "Cancelar". */
    record Cancel() implements BookingStep {}

    /** Nothing of the kind. */
    record None() implements BookingStep {}

    /** @param words of the message */
    static BookingStep read(Words words) {
        if (Reader.CANCELS.isIn(words)) {
            return new Cancel();
        }
        Optional<RoomId> room = Reader.room(words);
        if (room.isPresent()) {
            return new Choose(room.get());
        }
        return Reader.CONFIRMS.isIn(words) && !Reader.NOT.isIn(words) ? new Confirm() : new None();
    }

    /** Knows the words. */
    final class Reader {

        private static final Vocabulary CONFIRMS = Vocabulary.of(
                "confirmo", "confirmar", "confirma", "confirmamos", "confirmado", "confirmada", "confirm", "confirmed");
        private static final Vocabulary CANCELS = Vocabulary.of(
                "cancelo",
                "cancelar",
                "cancela",
                "cancele",
                "cancelamos",
                "cancelado",
                "cancelada",
                "anular",
                "anulo",
                "anule",
                "cancel",
                "cancelled",
                "canceled");
        private static final Vocabulary NOT = Vocabulary.of("no", "not", "dont", "don t", "todavia", "yet");

        /** A number after one of these is a room's, if it is long enough or the word leaves no doubt. */
        private static final Set<String> ROOM = Set.of("habitacion", "hab", "cuarto", "room");

        private static final Set<String> ARTICLE = Set.of("la", "the", "numero", "number", "nro");
        private static final Set<String> COUNTED = Set.of(
                "noche",
                "noches",
                "night",
                "nights",
                "dia",
                "dias",
                "day",
                "days",
                "persona",
                "personas",
                "person",
                "people",
                "adulto",
                "adultos",
                "adult",
                "adults",
                "huesped",
                "huespedes",
                "guest",
                "guests",
                "semana",
                "semanas",
                "week",
                "weeks",
                "de",
                "hs",
                "h",
                "am",
                "pm",
                "/",
                ".",
                "-");

        private Reader() {}

        private static Optional<RoomId> room(Words words) {
            if (words.size() == 1 && words.isNumber(0, 2, 4)) {
                return Optional.of(new RoomId(words.at(0)));
            }
            for (int place = 1; place < words.size(); place++) {
                boolean named = words.isOneOf(place - 1, ROOM) && words.isNumber(place, 1, 4);
                boolean meant = words.isOneOf(place - 1, ARTICLE) && words.isNumber(place, 2, 4);
                if ((named || meant) && !words.isOneOf(place + 1, COUNTED)) {
                    return Optional.of(new RoomId(words.at(place)));
                }
            }
            return Optional.empty();
        }
    }
}
