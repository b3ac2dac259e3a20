package io.conserje.application.receptionist;

import java.util.Set;

/** Finds for how many guests a message asks: "para 2 personas", "2 adultos y 1 niño", "somos cuatro", "for 3". */
final class GuestCount {

    /** What {@link #read} answers where nothing is said. */
    static final int NOT_SAID = 0;

    private static final Set<String> ALL = Set.of(
            "persona",
            "personas",
            "person",
            "persons",
            "people",
            "huesped",
            "huespedes",
            "guest",
            "guests",
            "pasajero",
            "pasajeros",
            "pax");
    private static final Set<String> SOME = Set.of(
            "adulto",
            "adultos",
            "adult",
            "adults",
            "nino",
            "ninos",
            "nina",
            "nene",
            "nenes",
            "nena",
            "nenas",
            "bebe",
            "bebes",
            "baby",
            "babies",
            "ninas",
            "menor",
            "menores",
            "chico",
            "chicos",
            "hijo",
            "hijos",
            "kid",
            "kids",
            "child",
            "children");
    private static final Set<String> BEFORE_BARE =
            Set.of("para", "for", "somos", "seriamos", "seremos", "ser", "are", "re");
    private static final Set<String> OF = Set.of("de", "of");
    private static final Set<String> PARTIES = Set.of("familia", "family", "grupo", "group", "party");
    private static final Set<String> AFTER_BARE = Set.of(
            "del",
            "desde",
            "from",
            "el",
            "la",
            "este",
            "esta",
            "this",
            "next",
            "proximo",
            "on",
            "en",
            "in",
            "hoy",
            "manana",
            "today",
            "tonight",
            "tomorrow",
            "por",
            "please",
            "gracias",
            "thanks");

    private GuestCount() {}

    /** A number of guests, 1 or more; {@link #NOT_SAID} if none is said, or one that is no guests at all. */
    static int read(Words words) {
        int some = 0;
        int bare = 0;
        for (int place = 0; place < words.size(); place++) {
            int number = words.numberAt(place);
            if (number > 0) {
                if (words.isOneOf(place + 1, ALL)) {
                    return number;
                }
                if (words.isOneOf(place + 1, SOME)) {
                    some = Math.min(some + number, Words.TOO_MANY);
                } else if (bare == 0 && isBare(place, words)) {
                    bare = number;
                }
            }
        }
        return some > 0 ? some : bare;
    }

    /** "para 3", "for two" and "familia de 4", unless what follows says that something else is counted. */
    private static boolean isBare(int place, Words words) {
        boolean announced = words.isOneOf(place - 1, BEFORE_BARE)
                || (words.isOneOf(place - 1, OF) && words.isOneOf(place - 2, PARTIES));
        return announced && (words.isStopBefore(place + 1) || words.isOneOf(place + 1, AFTER_BARE));
    }
}
