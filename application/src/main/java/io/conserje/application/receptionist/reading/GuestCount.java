package io.conserje.application.receptionist.reading;

/** Finds the number of guests: "para 2 personas", "2 adultos y 1 niño", "somos 2 y un bebé", "for 3". */
final class GuestCount {

    /** The answer of {@link #read} if the message gives no number. */
    static final int NOT_SAID = 0;

    private final Words words;
    private int people;
    private int adults;
    private int children;
    private int bare;
    private boolean party;

    private GuestCount(Words words) {
        this.words = words;
    }

    /** The number of guests, 1 to {@link Words#TOO_MANY}, or {@link #NOT_SAID}. Takes the numbers that it counts. */
    static int read(Words words) {
        GuestCount count = new GuestCount(words);
        for (int place = 0; place < words.size(); place++) {
            int number = words.numberAt(place);
            if (number > 0 && !words.isOrdinal(place) && count.counts(place, number)) {
                words.take(place, place + 1);
            }
        }
        return Math.min(count.total(), Words.TOO_MANY);
    }

    private boolean counts(int place, int number) {
        if (words.is(place + 1, Term.PEOPLE)) {
            people = people == 0 ? number : people;
        } else if (words.is(place + 1, Term.ADULTS)) {
            adults = Math.min(adults + number, Words.TOO_MANY);
        } else if (words.is(place + 1, Term.CHILDREN)) {
            children = Math.min(children + number, Words.TOO_MANY);
        } else if (bare == 0 && isBare(place)) {
            bare = number;
            party = isOfParty(place);
        } else {
            return false;
        }
        return true;
    }

    /** Children come on top of "2 personas" or "somos 2". They are included where adults are named or a family is. */
    private int total() {
        int said = people > 0 ? people : bare;
        if (adults > 0) {
            return Math.max(said, adults + children);
        }
        boolean all = people == 0 && party;
        return all ? said : said + children;
    }

    /** "para 3", "for two" and "familia de 4", unless the next word shows that something else is counted. */
    private boolean isBare(int place) {
        boolean announced = words.is(place - 1, Term.BEFORE_COUNT) || isOfParty(place);
        return announced
                && (words.isStopBefore(place + 1) || words.is(place + 1, Term.AFTER_COUNT) || isBeforeChildren(place));
    }

    /** The 2 of "2 y 1 niño". */
    private boolean isBeforeChildren(int place) {
        return words.is(place + 1, Term.ALONG_WITH)
                && words.numberAt(place + 2) > 0
                && words.is(place + 3, Term.CHILDREN);
    }

    private boolean isOfParty(int place) {
        return words.is(place - 1, Term.OF) && words.is(place - 2, Term.PARTY);
    }
}
