package io.conserje.application.receptionist;

import java.util.Set;

/**
 * Takes the times of day out of a message: "a las 15", "15:30", "at 10.30 pm", "15hs", "10 y media", "entre las 15 y 16",
 * "por la tarde", with the words that say so. A bare number is one only after "a las", "a la" or "at", and where neither a date
 * nor a count is written.
 */
final class TimesOfDay {

    private static final Set<String> AT = Set.of("las", "at");
    private static final Set<String> O_CLOCK = Set.of("hs", "h", "hr", "hrs", "hora", "horas", "hours", "am", "pm");
    private static final Vocabulary O_CLOCK_PHRASES = Vocabulary.of(
            "a m",
            "p m",
            "o clock",
            "de la manana",
            "de la tarde",
            "de la noche",
            "de la madrugada",
            "in the morning",
            "in the afternoon",
            "in the evening",
            "at night");
    private static final Vocabulary AND_A_PART =
            Vocabulary.of("y media", "y cuarto", "y pico", "menos cuarto", "en punto");
    private static final Vocabulary PARTS_OF_DAY = Vocabulary.of(
            "por la manana",
            "por la tarde",
            "por la noche",
            "a la manana",
            "a la tarde",
            "a la noche",
            "al mediodia",
            "a mediodia",
            "a medianoche",
            "in the morning",
            "in the afternoon",
            "in the evening",
            "at noon",
            "at night");
    private static final Set<String> OR = Set.of("y", "and", "o", "or", "a", "-");
    private static final Set<String> OF = Set.of("de", "del", "of");
    private static final Set<String> SIGNS = Set.of("/", "-", ".");

    /** Hours that are no {@linkplain NumberWords small numbers}: "once" is an English word too. */
    private static final Set<String> SPELLED = Set.of("once", "doce", "eleven", "twelve");

    private final Words words;

    private TimesOfDay(Words words) {
        this.words = words;
    }

    static void take(Words words) {
        new TimesOfDay(words).take();
    }

    private void take() {
        int place = 0;
        while (place < words.size()) {
            int end = endAt(place);
            if (end > place) {
                words.take(isAnnounced(place) ? announcementOf(place) : place, end);
            } else {
                end = place + PARTS_OF_DAY.lengthAt(place, words);
                words.take(place, end);
            }
            place = Math.max(end, place + 1);
        }
    }

    /** Where the time of day ends whose hour stands at that place; the place itself if none does. */
    private int endAt(int place) {
        if (!isHour(place)) {
            return place;
        }
        int end = endOfMinutes(place);
        int clock = clockAt(end);
        boolean meant = clock > 0
                || words.at(place + 1).equals(":")
                || (isBare(place, end) && (isAnnounced(place) || (isSecond(place) && !words.isOneOf(end, SIGNS))));
        if (!meant) {
            return place;
        }
        end += clock;
        int part = AND_A_PART.lengthAt(end, words);
        return end + part + (clock == 0 ? clockAt(end + part) : 0);
    }

    private boolean isHour(int place) {
        return words.isNumber(place, 1, 2)
                ? !words.isOrdinal(place)
                : isAnnounced(place) && (words.numberAt(place) > 0 || words.isOneOf(place, SPELLED));
    }

    private int endOfMinutes(int place) {
        String sign = words.at(place + 1);
        boolean dotted = sign.equals(".") && !words.at(place + 3).equals(".");
        boolean joined = sign.equals(":") || dotted || (sign.equals("h") && words.isGlued(place + 2));
        return joined && words.isNumber(place + 2, 2, 2) ? place + 3 : place + 1;
    }

    /** How many words say that it was a time of day. */
    private int clockAt(int place) {
        return words.isOneOf(place, O_CLOCK) ? 1 : O_CLOCK_PHRASES.lengthAt(place, words);
    }

    /** "A las 15"; "a la" of one only: "a la 12" is a room's. */
    private boolean isAnnounced(int place) {
        boolean one = words.at(place).equals("1") || words.at(place).equals("una");
        return words.isOneOf(place - 1, AT)
                || (one
                        && words.at(place - 1).equals("la")
                        && words.at(place - 2).equals("a"));
    }

    private int announcementOf(int place) {
        return words.at(place - 2).equals("a") ? place - 2 : place - 1;
    }

    /** The 16 of "entre las 15 y 16". */
    private boolean isSecond(int place) {
        return words.isOneOf(place - 1, OR) && words.isTaken(place - 2);
    }

    /** Neither the day of a date nor a count. */
    private boolean isBare(int place, int end) {
        int month = words.isOneOf(end, OF) ? end + 1 : end;
        return !Units.areAt(end, words) && !words.at(place + 1).equals("/") && !DateReader.isMonth(words.at(month));
    }
}
