package io.conserje.application.receptionist;

import io.conserje.application.receptionist.StaySaid.Dates;
import io.conserje.application.receptionist.StaySaid.Nights;
import io.conserje.application.receptionist.StaySaid.Nothing;
import io.conserje.domain.lock.Stay;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for. Words that name a thing outright go before bare dates, and those before courtesies: "gracias,
 * ¿y mañana?" asks for a room.
 *
 * @param guests {@link GuestCount#NOT_SAID} if it does not say
 * @param greets whether it says hello on the way
 * @param step what it says towards a booking
 */
record Request(Intent intent, StaySaid stay, int guests, boolean greets, BookingStep step) {

    /** For more than that many a person is needed: no room takes them, and their prices are not the listed ones. */
    static final int MAX_GUESTS = 12;

    private static final Vocabulary PERSON_WANTED = Vocabulary.of(
            "hablar con",
            "hablo con",
            "comunicarme con",
            "comunicar con",
            "contactar con",
            "agente",
            "humano",
            "humana",
            "operador",
            "operadora",
            "asesor",
            "asesora",
            "representante",
            "recepcionista",
            "persona real",
            "alguien real",
            "human",
            "agent",
            "operator",
            "representative",
            "receptionist",
            "real person",
            "talk to",
            "talk with",
            "speak to",
            "speak with",
            "me atienda",
            "me atiende",
            "quiero una persona",
            "necesito una persona",
            "can a person",
            "want a person",
            "need a person");
    private static final Vocabulary A_PERSON = Vocabulary.of("una persona", "a person");
    private static final Set<String> A_PERSON_COUNTED_AFTER =
            Set.of("para", "por", "for", "per", "soy", "somos", "am", "solo", "only", "just");
    private static final Set<String> PERSON_ALONE = Set.of("persona", "person", "recepcion", "reception");

    private static final Vocabulary HOURS = Vocabulary.of(
            "horario",
            "horarios",
            "a que hora",
            "que hora",
            "que horas",
            "abren",
            "abre",
            "abierto",
            "abierta",
            "abiertos",
            "abiertas",
            "cierran",
            "cierra",
            "cerrado",
            "cerrada",
            "atienden",
            "atencion",
            "hours",
            "open",
            "opens",
            "opening",
            "close",
            "closes",
            "closed",
            "closing",
            "what time");

    /** "A room close to the beach": nothing that closes. */
    private static final Vocabulary NEAR = Vocabulary.of("close to", "close by");

    private static final Vocabulary ROOM_WANTED = Vocabulary.of(
            "disponibilidad",
            "disponible",
            "disponibles",
            "habitacion",
            "habitaciones",
            "cuarto",
            "cuartos",
            "reservar",
            "reservo",
            "una reserva",
            "alojamiento",
            "alojarme",
            "alojarnos",
            "hospedaje",
            "hospedarme",
            "hospedarnos",
            "hospedar",
            "tarifa",
            "tarifas",
            "precio",
            "precios",
            "cuanto cuesta",
            "cuanto sale",
            "cuanto cobran",
            "cuanto vale",
            "libre",
            "libres",
            "hay lugar",
            "tienen lugar",
            "vacantes",
            "availability",
            "available",
            "room",
            "rooms",
            "book",
            "a booking",
            "a reservation",
            "vacancy",
            "vacancies",
            "rate",
            "rates",
            "price",
            "prices",
            "how much",
            "accommodation",
            "to stay");
    private static final Vocabulary OTHER_DATES =
            Vocabulary.of("otras fechas", "otra fecha", "otros dias", "other dates", "another date", "different dates");

    private static final Vocabulary PARTING =
            Vocabulary.of("chau", "chao", "adios", "nos vemos", "bye", "goodbye", "see you");
    private static final Vocabulary PARTING_UNTIL = Vocabulary.of("hasta luego", "hasta manana", "hasta pronto");
    private static final Vocabulary THANKS = Vocabulary.of(
            "gracias",
            "thanks",
            "thank",
            "thx",
            "ok",
            "okay",
            "dale",
            "perfecto",
            "perfect",
            "listo",
            "genial",
            "great",
            "muy amable");
    private static final Vocabulary HELLO = Vocabulary.of(
            "hola",
            "buenas",
            "buen dia",
            "buenos dias",
            "saludos",
            "que tal",
            "hello",
            "hi",
            "hey",
            "good morning",
            "good afternoon",
            "good evening");
    private static final Vocabulary MENU =
            Vocabulary.of("menu", "ayuda", "help", "bot", "volver", "opciones", "options", "what can you do");

    /** What brings the receptionist back after a hand-over: these words and no others, for a person is spoken to. */
    private static final Set<String> BACK =
            Set.of("menu", "bot", "volver", "back", "volver al bot", "volver al menu", "back to the bot");

    private static final int FEW_WORDS = 4;

    /**
     * @param today the date at the hotel
     * @param asked whether the guest was asked when, and for how many
     */
    static Request read(Words words, LocalDate today, boolean asked) {
        // In this order: what one takes is not the next one's.
        StaySaid stay = StayPhrases.read(words, today);
        int guests = GuestCount.read(words);
        BookingStep step = BookingStep.read(words, !(stay instanceof Nothing));
        return new Request(intent(words, stay, guests, asked), stay, guests, HELLO.isIn(words), step);
    }

    /** The stay that is meant: the one said, or the remembered one, with as many nights as said. */
    @Nullable
    Stay stayOr(@Nullable Stay remembered) {
        if (stay instanceof Dates dates) {
            return dates.stay();
        }
        return remembered != null && stay instanceof Nights nights
                ? new Stay(remembered.checkIn(), remembered.checkIn().plusDays(nights.nights()))
                : remembered;
    }

    boolean isGroup() {
        return guests > MAX_GUESTS;
    }

    /** Whether a guest who was handed over to a person wants the receptionist back. */
    static boolean callsBack(Words words) {
        return BACK.contains(words.whole(FEW_WORDS));
    }

    /** Whether it asks for nothing that is to be looked up or done. */
    boolean isCourtesy() {
        return switch (intent) {
            case GREETING, MENU, THANKS, FAREWELL -> true;
            case AVAILABILITY, OTHER_DATES, HOURS, HAND_OVER, UNKNOWN -> false;
        };
    }

    private static Intent intent(Words words, StaySaid stay, int guests, boolean asked) {
        boolean saysDates = !(stay instanceof Nothing);
        boolean wantsRoom = ROOM_WANTED.isIn(words);
        if (wantsPerson(words, saysDates || wantsRoom || asked)) {
            return Intent.HAND_OVER;
        }
        // "¿Abren el domingo?" is about the desk; "¿Abren? Quiero una habitación para el domingo" is about a room.
        if (asksForHours(words) && !(wantsRoom && saysDates)) {
            return Intent.HOURS;
        }
        if (OTHER_DATES.isIn(words) && !saysDates) {
            return Intent.OTHER_DATES;
        }
        if (wantsRoom) {
            return Intent.AVAILABILITY;
        }
        if (PARTING.isIn(words) || (PARTING_UNTIL.isIn(words) && !saysDates)) {
            return Intent.FAREWELL;
        }
        return saysDates || guests != GuestCount.NOT_SAID ? Intent.AVAILABILITY : courtesy(words);
    }

    private static Intent courtesy(Words words) {
        if (MENU.isIn(words)) {
            return Intent.MENU;
        }
        if (THANKS.isIn(words)) {
            return Intent.THANKS;
        }
        return HELLO.isIn(words) ? Intent.GREETING : Intent.UNKNOWN;
    }

    private static boolean asksForHours(Words words) {
        int place = HOURS.findFrom(0, words);
        while (place >= 0 && NEAR.lengthAt(place, words) > 0) {
            place = HOURS.findFrom(place + 1, words);
        }
        return place >= 0;
    }

    /** @param counting whether it speaks of a stay, so that "una persona" is for how many */
    private static boolean wantsPerson(Words words, boolean counting) {
        if (PERSON_WANTED.isIn(words) || PERSON_ALONE.contains(words.whole(1))) {
            return true;
        }
        if (counting) {
            return false;
        }
        int place = A_PERSON.findFrom(0, words);
        return place >= 0 && !words.isOneOf(place - 1, A_PERSON_COUNTED_AFTER);
    }
}
