package io.conserje.application.receptionist.reading;

import java.util.Set;

/**
 * A meaning that words can have. A {@link Lexicon} gives the words and short phrases of each term in one language; a
 * term that a language does not need stays out. Examples are Spanish and English.
 */
public enum Term {
    /**
     * So common that it shows the language: "el", "quiero"; "the", "would". Months and weekdays count without being
     * listed.
     */
    COMMON,

    // Days

    /** Stands before a day: "el", "los"; "the", "on". */
    ARTICLE,
    /** Joins a day to its month: "de"; "of". */
    OF,
    /** {@link #OF} and {@link #ARTICLE} in one word: "del". */
    OF_THE,
    /** Stands between the first and the last day of a stay: "a"; "to", "through". */
    TO,
    /** {@link #TO} and {@link #ARTICLE} in one word, and hardly ever anything but a join of two days: "al". */
    TO_THE,
    /** Says that the day after it is the last one: "hasta"; "until". */
    UNTIL,
    /** Says that the guest leaves: "salgo", "regreso"; "leaving", "departure". */
    LEAVING,
    /** Joins two days: "y"; "and". */
    AND,
    /** Announces two days that "and" joins: "entre"; "between". */
    BETWEEN,
    /** Means nothing between two days, besides articles: "me", "nos"; "we", "check". */
    FILLER,
    /** Moves a weekday or a weekend to the next one, before or after it: "próximo", "que viene"; "next". */
    NEXT,
    /** The first day of a month as a word: "primero"; "first". */
    FIRST,
    /** "hoy", "esta noche"; "today", "tonight". */
    TODAY,
    /** "mañana"; "tomorrow". */
    TOMORROW,
    /** A word of {@link #TOMORROW} after one of these means the morning: "la", "esta". */
    MORNING_AFTER,
    /** "pasado mañana"; "day after tomorrow". */
    DAY_AFTER_TOMORROW,
    /** "ayer"; "yesterday". */
    YESTERDAY,
    /** "fin de semana"; "weekend". */
    WEEKEND,
    /** A month after a day, and something else before a number: "mar", which is the sea in "vista al mar 12/03". */
    MONTH_ONLY_AFTER_DAY,
    /** Makes an ordinal of the number that it is written to: "ro"; "th". */
    ORDINAL_ENDING,

    // Lengths

    /** "noches", "días"; "nights", "days". */
    NIGHTS,
    /** "semanas"; "weeks". */
    WEEKS,
    /** A single night, where the number is not among the number words: "a night". */
    ONE_NIGHT,
    /** A single week, where the number is not among the number words: "a week". */
    ONE_WEEK,
    /** Before a length it says when, and not how long: "en", "dentro", "hace"; "in". */
    OFFSET,

    // Times of day

    /** Announces an hour: "a las"; "at". */
    AT,
    /** Announces the hour one, and no other: "a la". */
    AT_ONE,
    /** Says that the number before it is an hour: "hs", "de la noche"; "am", "o clock". */
    O_CLOCK,
    /** Stands between two hours: "y", "o", "a"; "and", "or". */
    BETWEEN_HOURS,
    /** A part of an hour after the hour: "y media". */
    PART_OF_HOUR,
    /** A part of the day, without an hour: "por la tarde"; "at noon". */
    PART_OF_DAY,
    /** An hour that is not among the number words: "doce"; "twelve". */
    HOUR,

    // Counts

    /** "personas", "huéspedes"; "people", "guests". */
    PEOPLE,
    /** "adultos"; "adults". */
    ADULTS,
    /** "niños"; "children". */
    CHILDREN,
    /** Is counted, and is neither guests nor nights: "meses", "camas"; "months", "beds". */
    OTHER_UNIT,
    /** Announces a number of guests: "para", "somos"; "for", "are". */
    BEFORE_COUNT,
    /** May follow a number of guests that has no unit: "del", "gracias"; "from", "please". */
    AFTER_COUNT,
    /** A group that a number of guests describes: "familia"; "party". */
    PARTY,
    /** Adds children to a number of guests: "y", "con"; "and", "with". */
    ALONG_WITH,

    // Wishes

    /** Asks for a person: "hablar con", "operador"; "talk to", "human". */
    PERSON_WANTED,
    /** Asks for a person unless it is a count: "una persona"; "a person". */
    A_PERSON,
    /** Makes a count of {@link #A_PERSON} after it: "para", "soy"; "for", "only". */
    BEFORE_COUNTED_PERSON,
    /** Asks for a person where it is the whole message: "persona"; "reception". */
    PERSON_ALONE,
    /** Asks for the opening hours: "horario", "abren"; "open", "what time". */
    HOURS,
    /** Begins with a word of {@link #HOURS} and means a place: "close to". */
    NEAR,
    /** Asks for a room, or its price: "disponibilidad", "tarifas"; "availability", "how much". */
    ROOM_WANTED,
    /** Asks for other dates: "otras fechas"; "other dates". */
    OTHER_DATES,
    /** "chau", "adiós"; "bye". */
    PARTING,
    /** Parts unless the message says dates: "hasta mañana". */
    PARTING_UNLESS_DATES,
    /** "gracias", "perfecto"; "thanks", "great". */
    THANKS,
    /** "hola", "buenas"; "hello", "hi". */
    HELLO,
    /** Asks what the receptionist can do: "ayuda"; "help". */
    MENU,
    /** Calls the receptionist back from a person where it is the whole message: "volver"; "back to the bot". */
    BACK,

    // Bookings

    /** "confirmo"; "confirm". */
    CONFIRM,
    /** Confirms where it stands first or after {@link #YES}: "confirmada"; "confirmed". */
    CONFIRMED,
    /** "sí", "dale"; "yes". */
    YES,
    /** "cancelar", "anulo"; "cancel". */
    CANCEL,
    /** Asks, so that the message neither confirms nor cancels: "cuándo", "puedo"; "can", "what". */
    QUESTION,
    /** Takes a confirmation back: "no", "todavía", "pero"; "wait", "later". */
    DOUBT,
    /** May stand beside a confirmation or a cancellation without changing it: "quiero", "por"; "please", "my". */
    BESIDE,
    /** A number after it is a room's: "habitación"; "room". */
    ROOM,
    /** A number of two digits or more after it is a room's: "la", "número"; "the", "number". */
    BEFORE_ROOM_NUMBER;

    /** What a number can count. Such a number is neither a day nor a room. */
    static final Set<Term> UNITS = Set.of(NIGHTS, WEEKS, PEOPLE, ADULTS, CHILDREN, OTHER_UNIT);
}
