package io.conserje.application.receptionist.reading;

import static io.conserje.application.receptionist.reading.DatePoint.ByNumber.NOT_SAID;

import io.conserje.application.receptionist.reading.DatePoint.ByNumber;
import io.conserje.application.receptionist.reading.DatePoint.ByWeekday;
import io.conserje.application.receptionist.reading.DatePoint.Counted;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single days. It looks at a fixed number of words from a place on, never at the rest. */
final class DateReader {

    /** The words for days that are counted from today, and how far away they are. */
    private static final Map<Term, Integer> DAYS_FROM_TODAY =
            new EnumMap<>(Map.of(Term.TODAY, 0, Term.TOMORROW, 1, Term.DAY_AFTER_TOMORROW, 2, Term.YESTERDAY, -1));

    private final Words words;
    private final LocalDate today;

    DateReader(Words words, LocalDate today) {
        this.words = words;
        this.today = today;
    }

    /** The day that is named from a place on, or null. "viernes 12 de marzo" is named by its number. */
    @Nullable
    DatePoint at(int place) {
        DayOfWeek weekday = words.lexicon().weekday(words.at(place));
        if (weekday == null) {
            DatePoint counted = counted(place);
            return counted != null ? counted : byNumber(place);
        }
        DatePoint numbered = byNumber(isArticle(place + 1) ? place + 2 : place + 1);
        return numbered != null ? numbered : new ByWeekday(weekday, isNext(place, place + 1), place + 1);
    }

    /** Whether the number at a place can be nothing but a day: "el 12", "viernes 12", "12th". */
    boolean isSaidToBeDay(int place) {
        return isArticle(place - 1) || words.lexicon().weekday(words.at(place)) != null || words.isOrdinal(place);
    }

    boolean isArticle(int place) {
        return words.is(place, Term.ARTICLE, Term.OF_THE);
    }

    /** Whether the words from {@code start} to before {@code end} have a "next" before or after them. */
    boolean isNext(int start, int end) {
        return words.is(start - 1, Term.NEXT) || words.is(end, Term.NEXT);
    }

    private @Nullable Counted counted(int place) {
        for (Map.Entry<Term, Integer> day : DAYS_FROM_TODAY.entrySet()) {
            int length = words.lengthAt(place, day.getKey());
            if (length > 0 && !(day.getKey() == Term.TOMORROW && words.is(place - 1, Term.MORNING_AFTER))) {
                return new Counted(today.plusDays(day.getValue()), place + length);
            }
        }
        return null;
    }

    private @Nullable ByNumber byNumber(int place) {
        ByNumber found = iso(place);
        if (found == null) {
            found = withSigns(place);
        }
        if (found == null) {
            found = dayThenMonth(place);
        }
        if (found == null) {
            found = monthThenDay(place);
        }
        return found != null ? found : dayAlone(place);
    }

    /** 2027-03-12, 2027/3/12. */
    private @Nullable ByNumber iso(int place) {
        if (words.isNumber(place, 4, 4)
                && words.isDateSign(place + 1)
                && words.isNumber(place + 2, 1, 2)
                && words.isDateSign(place + 3)
                && words.isNumber(place + 4, 1, 2)) {
            return new ByNumber(words.numberAt(place + 4), words.numberAt(place + 2), words.numberAt(place), place + 5);
        }
        return null;
    }

    /** 12/03, 12/03/2027, 12/3/27, 12-03-2027, 12.03.2027. A dash may also join two days, as in "12-15 March". */
    private @Nullable ByNumber withSigns(int place) {
        if (!words.isNumber(place, 1, 2) || !words.isDateSign(place + 1) || !words.isNumber(place + 2, 1, 2)) {
            return null;
        }
        int day = words.numberAt(place);
        int month = words.numberAt(place + 2);
        if (words.at(place + 3).equals(words.at(place + 1)) && isYear(place + 4)) {
            int year = words.numberAt(place + 4);
            return new ByNumber(day, month, words.isNumber(place + 4, 2, 2) ? 2000 + year : year, place + 5);
        }
        // With a slash it is a date whatever the numbers are, so that 99/99 is refused and not passed over.
        return words.at(place + 1).equals("/") || isOneOfDashedPair(place)
                ? new ByNumber(day, month, NOT_SAID, place + 3)
                : null;
    }

    /** 12-03 al 15-03: one dash joins a day to its month only where both days of the stay are written so. */
    private boolean isOneOfDashedPair(int place) {
        boolean first = isUpTo(place + 3) && isDashed(place + 4);
        boolean last = isUpTo(place - 1) && isDashed(place - 4);
        return isDashed(place) && (first || last);
    }

    private boolean isUpTo(int place) {
        return words.is(place, Term.TO, Term.TO_THE, Term.UNTIL);
    }

    private boolean isDashed(int place) {
        return words.isNumber(place, 1, 2)
                && words.at(place + 1).equals("-")
                && words.isGlued(place + 1)
                && words.isNumber(place + 2, 1, 2)
                && words.isGlued(place + 2)
                && words.numberAt(place + 2) <= 12;
    }

    private boolean isYear(int place) {
        return words.isNumber(place, 4, 4) || words.isNumber(place, 2, 2);
    }

    /** 12 de marzo, 12 March 2027, 1º de marzo del 2027, primero de marzo. */
    private @Nullable ByNumber dayThenMonth(int place) {
        boolean first = words.is(place, Term.FIRST);
        if (!first && !words.isNumber(place, 1, 2)) {
            return null;
        }
        int monthAt = isOf(place + 1) ? place + 2 : place + 1;
        Integer month = words.lexicon().month(words.at(monthAt));
        return month == null ? null : withYear(first ? 1 : words.numberAt(place), month, monthAt + 1);
    }

    /** March 12, March 12th, 2027. */
    private @Nullable ByNumber monthThenDay(int place) {
        Integer month = words.lexicon().month(words.at(place));
        if (month == null || words.is(place, Term.MONTH_ONLY_AFTER_DAY) || !isDay(place + 1)) {
            return null;
        }
        return withYear(words.numberAt(place + 1), month, place + 2);
    }

    private ByNumber withYear(int day, int month, int end) {
        int yearAt = isOf(end) ? end + 1 : end;
        return words.isNumber(yearAt, 4, 4)
                ? new ByNumber(day, month, words.numberAt(yearAt), yearAt + 1)
                : new ByNumber(day, month, NOT_SAID, end);
    }

    private @Nullable ByNumber dayAlone(int place) {
        return isDay(place) ? new ByNumber(words.numberAt(place), NOT_SAID, NOT_SAID, place + 1) : null;
    }

    private boolean isDay(int place) {
        return words.isNumber(place, 1, 2) && !words.isUnit(place + 1);
    }

    private boolean isOf(int place) {
        return words.is(place, Term.OF, Term.OF_THE);
    }
}
