package io.conserje.application.receptionist;

import java.util.Set;

/** Finds for how many guests a message asks: "para 2 personas", "2 adultos y 1 niño", "somos 2 y un bebé", "for 3". */
final class GuestCount {

    /** What {@link #read} answers where nothing is said. */
    static final int NOT_SAID = 0;

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

    private static final Set<String> AND = Set.of("y", "and", "con", "with", "mas", "plus");

    private final Words words;
    private int people;
    private int adults;
    private int children;
    private int bare;
    private boolean party;

    private GuestCount(Words words) {
        this.words = words;
    }

    /** A number of guests, 1 or more; {@link #NOT_SAID} if none is said, or one that is no guests at all. Takes what it counts. */
    static int read(Words words) {
        GuestCount count = new GuestCount(words);
        for (int place = 0; place < words.size(); place++) {
            int number = words.numberAt(place);
            if (number > 0 && !words.isOrdinal(place) && count.takes(place, number)) {
                words.take(place, place + 1);
            }
        }
        return Math.min(count.total(), Words.TOO_MANY);
    }

    private boolean takes(int place, int number) {
        if (words.isOneOf(place + 1, Units.PEOPLE)) {
            people = people == 0 ? number : people;
        } else if (words.isOneOf(place + 1, Units.ADULTS)) {
            adults = Math.min(adults + number, Words.TOO_MANY);
        } else if (words.isOneOf(place + 1, Units.CHILDREN)) {
            children = Math.min(children + number, Words.TOO_MANY);
        } else if (bare == 0 && isBare(place)) {
            bare = number;
            party = isOfParty(place);
        } else {
            return false;
        }
        return true;
    }

    /** Children are added to whom "2 personas" or "somos 2" counts, but not where all are named or they are a family's. */
    private int total() {
        int said = people > 0 ? people : bare;
        if (adults > 0) {
            return Math.max(said, adults + children);
        }
        boolean all = people == 0 && party;
        return all ? said : said + children;
    }

    /** "para 3", "for two" and "familia de 4", unless what follows says that something else is counted. */
    private boolean isBare(int place) {
        boolean announced = words.isOneOf(place - 1, BEFORE_BARE) || isOfParty(place);
        return announced
                && (words.isStopBefore(place + 1)
                        || words.isOneOf(place + 1, AFTER_BARE)
                        || (words.isOneOf(place + 1, AND)
                                && words.numberAt(place + 2) > 0
                                && words.isOneOf(place + 3, Units.CHILDREN)));
    }

    private boolean isOfParty(int place) {
        return words.isOneOf(place - 1, OF) && words.isOneOf(place - 2, PARTIES);
    }
}
