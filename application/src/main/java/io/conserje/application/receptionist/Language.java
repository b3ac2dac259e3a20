package io.conserje.application.receptionist;

import java.util.Locale;
import java.util.Optional;

/** A language in which guests are understood and answered. */
enum Language {
    SPANISH,
    ENGLISH;

    private static final Phrases SPANISH_PHRASES = new SpanishPhrases();
    private static final Phrases ENGLISH_PHRASES = new EnglishPhrases();

    private static final Vocabulary SPANISH_WORDS = Vocabulary.of(
            "hola",
            "buenas",
            "buenos",
            "buen",
            "dia",
            "dias",
            "tardes",
            "noche",
            "noches",
            "el",
            "la",
            "los",
            "las",
            "de",
            "del",
            "al",
            "para",
            "por",
            "con",
            "y",
            "un",
            "una",
            "este",
            "esta",
            "que",
            "hay",
            "tienen",
            "tenes",
            "es",
            "son",
            "quiero",
            "queria",
            "quisiera",
            "necesito",
            "busco",
            "somos",
            "fin",
            "semana",
            "finde",
            "proximo",
            "hoy",
            "manana",
            "pasado",
            "habitacion",
            "habitaciones",
            "disponibilidad",
            "persona",
            "personas",
            "adultos",
            "gracias",
            "hasta",
            "desde",
            "entre",
            "horario",
            "horarios",
            "hora",
            "abren",
            "cierran",
            "atienden",
            "precio",
            "precios",
            "cuanto",
            "hablar",
            "ayuda",
            "volver",
            "chau",
            "adios",
            "confirmo",
            "confirmar",
            "cancelar",
            "cancelo",
            "otras",
            "fechas",
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "setiembre",
            "octubre",
            "noviembre",
            "diciembre",
            "lunes",
            "martes",
            "miercoles",
            "jueves",
            "viernes",
            "sabado",
            "domingo");
    private static final Vocabulary ENGLISH_WORDS = Vocabulary.of(
            "hello",
            "hi",
            "hey",
            "good",
            "morning",
            "afternoon",
            "evening",
            "the",
            "of",
            "for",
            "from",
            "to",
            "with",
            "and",
            "this",
            "next",
            "what",
            "when",
            "how",
            "can",
            "do",
            "does",
            "have",
            "is",
            "are",
            "you",
            "your",
            "i",
            "we",
            "want",
            "need",
            "would",
            "like",
            "looking",
            "room",
            "rooms",
            "available",
            "availability",
            "book",
            "weekend",
            "week",
            "night",
            "nights",
            "today",
            "tonight",
            "tomorrow",
            "people",
            "person",
            "guests",
            "adults",
            "thanks",
            "thank",
            "please",
            "hours",
            "open",
            "close",
            "price",
            "prices",
            "much",
            "talk",
            "speak",
            "human",
            "help",
            "back",
            "bye",
            "goodbye",
            "confirm",
            "cancel",
            "until",
            "between",
            "other",
            "dates",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday");

    Phrases phrases() {
        return switch (this) {
            case SPANISH -> SPANISH_PHRASES;
            case ENGLISH -> ENGLISH_PHRASES;
        };
    }

    /** The language most of whose common words a message has; none if there is no most. */
    static Optional<Language> findIn(Words words) {
        int spanish = SPANISH_WORDS.countIn(words);
        int english = ENGLISH_WORDS.countIn(words);
        return spanish == english ? Optional.empty() : Optional.of(spanish > english ? SPANISH : ENGLISH);
    }

    /** The language of a code ("spanish", "english"). */
    static Optional<Language> findByCode(String code) {
        for (Language language : values()) {
            if (language.code().equals(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /** How it is remembered. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
