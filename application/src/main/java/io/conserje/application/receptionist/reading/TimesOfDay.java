package io.conserje.application.receptionist.reading;

/**
 * Takes the times of day out of a message: "a las 15", "15:30", "at 10.30 pm", "15hs", "10 y media", "entre las 15 y
 * 16", "por la tarde". A bare number is an hour only if a word announces it, and only if it is no part of a date and
 * counts nothing.
 */
final class TimesOfDay {

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
                words.take(place - announcementLength(place), end);
            } else {
                end = place + words.lengthAt(place, Term.PART_OF_DAY);
                words.take(place, end);
            }
            place = Math.max(end, place + 1);
        }
    }

    /** The end of the time of day that begins with the hour at a place; the place itself if there is none. */
    private int endAt(int place) {
        if (!isHour(place)) {
            return place;
        }
        int end = endOfMinutes(place);
        int clock = words.lengthAt(end, Term.O_CLOCK);
        boolean isTime = clock > 0
                || words.at(place + 1).equals(":")
                || (isBare(place, end) && (isAnnounced(place) || (isSecond(place) && !words.isDateSign(end))));
        if (!isTime) {
            return place;
        }
        end += clock;
        int part = words.lengthAt(end, Term.PART_OF_HOUR);
        return end + part + (clock == 0 ? words.lengthAt(end + part, Term.O_CLOCK) : 0);
    }

    private boolean isHour(int place) {
        return words.isNumber(place, 1, 2)
                ? !words.isOrdinal(place)
                : isAnnounced(place) && (words.numberAt(place) > 0 || words.is(place, Term.HOUR));
    }

    /** Hours and minutes are joined by a colon, a full stop or an "h", as in 15h30. */
    private int endOfMinutes(int place) {
        String sign = words.at(place + 1);
        boolean dotted = sign.equals(".") && !words.at(place + 3).equals(".");
        boolean joined = sign.equals(":") || dotted || (sign.equals("h") && words.isGlued(place + 2));
        return joined && words.isNumber(place + 2, 2, 2) ? place + 3 : place + 1;
    }

    private boolean isAnnounced(int place) {
        return announcementLength(place) > 0;
    }

    /** "A las 15"; "a la" for one o'clock only, since "a la 12" names a room. */
    private int announcementLength(int place) {
        int length = words.lengthBefore(place, Term.AT);
        boolean isOne = words.at(place).equals("1") || (!words.isNumber(place, 1, 2) && words.numberAt(place) == 1);
        return length > 0 || !isOne ? length : words.lengthBefore(place, Term.AT_ONE);
    }

    /** The 16 of "entre las 15 y 16". */
    private boolean isSecond(int place) {
        boolean joined =
                words.is(place - 1, Term.BETWEEN_HOURS) || words.at(place - 1).equals("-");
        return joined && words.isTaken(place - 2);
    }

    /** Whether the number is neither the day of a date nor a count. */
    private boolean isBare(int place, int end) {
        int month = words.is(end, Term.OF, Term.OF_THE) ? end + 1 : end;
        return !words.isUnit(end)
                && !words.at(place + 1).equals("/")
                && words.lexicon().month(words.at(month)) == null;
    }
}
