package io.conserje.application.receptionist;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a number counts, by the word that follows it; one that counts is neither a day nor a room. */
final class Units {

    static final Set<String> NIGHTS = Set.of("noche", "noches", "night", "nights", "dia", "dias", "day", "days");
    static final Set<String> WEEKS = Set.of("semana", "semanas", "week", "weeks");
    static final Set<String> PEOPLE = Set.of(
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
    static final Set<String> ADULTS = Set.of("adulto", "adultos", "adulta", "adultas", "adult", "adults");
    static final Set<String> CHILDREN = Set.of(
            "nino",
            "ninos",
            "nina",
            "ninas",
            "nene",
            "nenes",
            "nena",
            "nenas",
            "bebe",
            "bebes",
            "baby",
            "babies",
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

    private static final Set<String> OTHERS = Set.of(
            "mes",
            "meses",
            "month",
            "months",
            "ano",
            "anos",
            "year",
            "years",
            "habitaciones",
            "rooms",
            "cama",
            "camas",
            "bed",
            "beds",
            "pesos",
            "dolares");
    private static final Set<String> ANY = Stream.of(NIGHTS, WEEKS, PEOPLE, ADULTS, CHILDREN, OTHERS)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private Units() {}

    /** Whether the number before that place counts something. */
    static boolean areAt(int place, Words words) {
        return words.isOneOf(place, ANY);
    }
}
