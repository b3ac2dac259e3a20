package io.conserje.application.receptionist;

import io.conserje.application.receptionist.DatePoint.ByNumber;
import io.conserje.application.receptionist.DatePoint.ByWeekday;
import io.conserje.application.receptionist.DatePoint.Counted;
import io.conserje.application.receptionist.StaySaid.Dates;
import io.conserje.application.receptionist.StaySaid.Nights;
import io.conserje.application.receptionist.StaySaid.Nothing;
import io.conserje.application.receptionist.StaySaid.Refusal;
import io.conserje.application.receptionist.StaySaid.Refused;
import io.conserje.domain.lock.Stay;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stay that a message speaks of. What counts, in this order: two days ("del 12 al 15 de marzo", "12/03 - 15/03",
 * "March 12-15", "del viernes al domingo"), a weekend, one day with or without a number of nights ("mañana por 2
 * noches"; without, it is one), a number of nights alone. In time that grows with the message and no faster.
 *
 * <p>It takes the days and the nights that it finds, so that none is read as a count or a room. How the words are understood:
 *
 * <ul>
 *   <li>Numbers with signs are day/month, or year-month-day. A day without a year is the next one that is not past; one
 *       without a month ("el 12") too. The end of a stay takes what it lacks from its beginning, the beginning from the end.
 *       A stay may run over the new year unsaid if it then has 90 nights or fewer, and over the end of a month if it has 14 or
 *       fewer ("del 28 al 3 de abril"); more is taken for a slip.
 *   <li>This weekend is Friday to Sunday of this week; said on a Saturday, the one night that is left; said on a Sunday,
 *       when no night of it is left, the coming one. The next weekend is Friday to Sunday of next week. The weekend of a date is
 *       that of its week.
 *   <li>A day of the week is the next one, today included, unless it is called the next.
 * </ul>
 */
final class StayPhrases {

    private static final int MAX_NIGHTS_OVER_NEW_YEAR = 90;
    private static final int MAX_NIGHTS_OVER_MONTH = 14;
    private static final int MAX_DAYS_OF_MONTH = 31;
    private static final int MAX_YEARS_AHEAD = 2;
    private static final int MAX_WORDS_BETWEEN = 16;

    private static final Set<String> JOINING = Set.of(
            "a",
            "al",
            "hasta",
            "to",
            "until",
            "till",
            "til",
            "through",
            "thru",
            "-",
            "/",
            "salida",
            "salgo",
            "salimos",
            "salir",
            "out",
            "checkout",
            "leaving",
            "leave",
            "voy",
            "vamos",
            "departure",
            "regreso");
    private static final Set<String> UP_TO = Set.of("hasta", "until", "till", "til");
    private static final Set<String> AND = Set.of("y", "and");
    private static final Set<String> PASSED_OVER =
            Set.of("el", "the", "dia", "del", "los", "on", "check", "me", "nos", "we", "i");
    private static final Set<String> BETWEEN = Set.of("entre", "between");
    private static final Set<String> NO_LENGTH_AFTER = Set.of("en", "in", "dentro", "hace");
    private static final Vocabulary WEEKEND = Vocabulary.of(
            "fin de semana", "finde", "findes", "weekend", "week end", "fin de semana largo", "long weekend");

    private final Words words;
    private final LocalDate today;
    private final DateReader days;

    private StayPhrases(Words words, LocalDate today) {
        this.words = words;
        this.today = today;
        this.days = new DateReader(words, today);
    }

    /** @param today the date at the hotel */
    static StaySaid read(Words words, LocalDate today) {
        return new StayPhrases(words, today).read();
    }

    private StaySaid read() {
        StaySaid said = twoDays();
        if (said == null) {
            said = weekend();
        }
        if (said == null) {
            said = oneDay();
        }
        StaySaid found = said == null ? nightsAlone() : said;
        takeWhatIsRead();
        return found;
    }

    private void takeWhatIsRead() {
        int place = 0;
        while (place < words.size()) {
            DatePoint point = days.at(place);
            if (point != null && (isWhole(point) || days.isSaidToBeDay(place))) {
                words.take(place, point.end());
                place = point.end();
            } else {
                if (words.numberAt(place) >= 0
                        && (words.isOneOf(place + 1, Units.NIGHTS) || words.isOneOf(place + 1, Units.WEEKS))) {
                    words.take(place, place + 1);
                }
                place++;
            }
        }
    }

    private @Nullable StaySaid twoDays() {
        int place = 0;
        while (place < words.size()) {
            DatePoint from = days.at(place);
            if (from == null) {
                place++;
                continue;
            }
            Joint joint = jointAt(from.end());
            DatePoint to = days.at(joint.end());
            if (to != null && joins(joint, place, from, to)) {
                StaySaid said = between(from, withYearAfter(to, from));
                words.take(place, from.end());
                words.take(joint.end(), to.end());
                return said;
            }
            place = isWhole(from) ? from.end() : place + 1;
        }
        return null;
    }

    /**
     * What stands between two days.
     *
     * @param joining whether a word says that the second day is the end of something
     * @param and whether the two are joined by an "and"
     * @param al whether that word is "al", which joins days and hardly anything else
     */
    private record Joint(int end, boolean joining, boolean and, boolean al) {}

    private Joint jointAt(int start) {
        boolean joining = false;
        boolean and = false;
        boolean al = false;
        int end = start;
        while (isBetweenDays(end) && end < start + MAX_WORDS_BETWEEN) {
            // The "a" of "a las 15" joins nothing.
            String word = words.isTaken(end) ? "" : words.at(end);
            joining |= JOINING.contains(word);
            and |= AND.contains(word);
            al |= word.equals("al");
            end++;
        }
        return new Joint(end, joining, and, al);
    }

    /** Whether it is of the kind that stands between two days. What is taken by now are times of day. */
    private boolean isBetweenDays(int place) {
        return words.isTaken(place)
                || words.isOneOf(place, JOINING)
                || words.isOneOf(place, AND)
                || words.isOneOf(place, PASSED_OVER);
    }

    private boolean joins(Joint joint, int place, DatePoint from, DatePoint to) {
        if (isDayOnly(from)) {
            boolean linked = joint.joining() || (joint.and() && isAfterBetween(place));
            if (to instanceof ByNumber && isWhole(to)) {
                return linked;
            }
            // "9 a 21" may be hours; "12 al 15", "desde el 12 hasta el 15" and "Friday 12th to Sunday 14th" are days.
            boolean said = linked && days.isSaidToBeDay(place);
            return isDayOnly(to) ? joint.al() || said : to instanceof ByWeekday && said;
        }
        boolean bothByNumber = from instanceof ByNumber && to instanceof ByNumber && isWhole(to);
        return bothByNumber || joint.joining() || joint.and();
    }

    private boolean isAfterBetween(int place) {
        return words.isOneOf(place - 1, BETWEEN) || words.isOneOf(place - 2, BETWEEN);
    }

    private static boolean isDayOnly(DatePoint point) {
        return point instanceof ByNumber number && !number.hasMonth();
    }

    private static boolean isWhole(DatePoint point) {
        return !isDayOnly(point);
    }

    private StaySaid between(DatePoint from, DatePoint to) {
        LocalDate checkIn = dateOf(completed(from, to));
        LocalDate checkOut = checkIn == null ? null : endOf(to, checkIn);
        return checkIn == null || checkOut == null ? new Refused(Refusal.IMPOSSIBLE) : checked(checkIn, checkOut);
    }

    /** "March 12 to 15, 2028": a year after a bare day, which has its month from the day before. */
    private DatePoint withYearAfter(DatePoint to, DatePoint from) {
        return isDayOnly(to)
                        && to instanceof ByNumber last
                        && from instanceof ByNumber first
                        && first.hasMonth()
                        && words.isNumber(to.end(), 4, 4)
                ? last.in(first.month(), words.numberAt(to.end()))
                : to;
    }

    private static DatePoint completed(DatePoint from, DatePoint to) {
        if (!(from instanceof ByNumber first) || !(to instanceof ByNumber last)) {
            return from;
        }
        int month = first.hasMonth() ? first.month() : monthBefore(first, last);
        if (first.hasYear() || !last.hasYear()) {
            return first.in(month, first.year());
        }
        return first.in(month, month > last.month() ? last.year() - 1 : last.year());
    }

    /** The month of a first day that has none: that of the last day, or the one before, as in "del 28 al 3 de abril". */
    private static int monthBefore(ByNumber first, ByNumber last) {
        boolean overTheTurn = last.hasMonth()
                && first.day() > last.day()
                && MAX_DAYS_OF_MONTH - first.day() + last.day() <= MAX_NIGHTS_OVER_MONTH;
        if (!overTheTurn) {
            return last.month();
        }
        return last.month() == 1 ? 12 : last.month() - 1;
    }

    private @Nullable LocalDate endOf(DatePoint to, LocalDate checkIn) {
        return switch (to) {
            case Counted counted -> counted.date();
            case ByWeekday weekday -> checkIn.with(TemporalAdjusters.next(weekday.weekday()));
            case ByNumber number -> endByNumber(number, checkIn);
        };
    }

    private static @Nullable LocalDate endByNumber(ByNumber to, LocalDate checkIn) {
        if (to.hasYear()) {
            return date(to.year(), to.month(), to.day());
        }
        if (!to.hasMonth()) {
            return endInMonth(to.day(), checkIn);
        }
        LocalDate sameYear = date(checkIn.getYear(), to.month(), to.day());
        if (sameYear != null && sameYear.isAfter(checkIn)) {
            return sameYear;
        }
        LocalDate yearAfter = date(checkIn.getYear() + 1, to.month(), to.day());
        boolean near = yearAfter != null && ChronoUnit.DAYS.between(checkIn, yearAfter) <= MAX_NIGHTS_OVER_NEW_YEAR;
        return near ? yearAfter : sameYear;
    }

    private static @Nullable LocalDate endInMonth(int day, LocalDate checkIn) {
        LocalDate sameMonth = date(checkIn.getYear(), checkIn.getMonthValue(), day);
        if (sameMonth == null || sameMonth.isAfter(checkIn)) {
            return sameMonth;
        }
        LocalDate monthAfter = sameMonth.plusMonths(1);
        return ChronoUnit.DAYS.between(checkIn, monthAfter) <= MAX_NIGHTS_OVER_MONTH ? monthAfter : sameMonth;
    }

    private @Nullable StaySaid weekend() {
        int place = WEEKEND.findFrom(0, words);
        if (place < 0) {
            return null;
        }
        int end = place + WEEKEND.lengthAt(place, words);
        int of = words.isOneOf(end, Set.of("del", "of")) ? end + 1 : end;
        int at = words.isOneOf(of, DateReader.ARTICLES) ? of + 1 : of;
        LocalDate reference = today;
        if (days.at(at) instanceof ByNumber number && (number.hasMonth() || days.isSaidToBeDay(at))) {
            LocalDate date = dateOf(number);
            if (date == null) {
                return new Refused(Refusal.IMPOSSIBLE);
            }
            reference = date;
        } else if (days.isNext(place, end)) {
            reference = today.plusWeeks(1);
        }
        return weekendOf(reference);
    }

    private StaySaid weekendOf(LocalDate reference) {
        LocalDate friday = reference
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .plusDays(4);
        LocalDate sunday = friday.plusDays(2);
        if (sunday.equals(today)) {
            friday = friday.plusWeeks(1);
            sunday = sunday.plusWeeks(1);
        }
        // On a Saturday Friday's night is over, and what is left is one.
        LocalDate checkIn = friday.isBefore(today) && sunday.isAfter(today) ? today : friday;
        int nights = nights();
        return nights < 0 ? checked(checkIn, sunday) : stayOf(checkIn, nights);
    }

    private @Nullable StaySaid oneDay() {
        int place = 0;
        while (place < words.size()) {
            DatePoint point = days.at(place);
            if (point != null && isDayOfArrival(place, point)) {
                LocalDate checkIn = dateOf(point);
                int nights = nights();
                return checkIn == null ? new Refused(Refusal.IMPOSSIBLE) : stayOf(checkIn, nights < 0 ? 1 : nights);
            }
            place = point == null ? place + 1 : point.end();
        }
        return null;
    }

    /** Not "hasta el domingo", and a bare number only where it is said to be a day: "el 12", "viernes 12". */
    private boolean isDayOfArrival(int place, DatePoint point) {
        boolean article = words.isOneOf(place - 1, DateReader.ARTICLES);
        if (words.isOneOf(article ? place - 2 : place - 1, UP_TO)) {
            return false;
        }
        return isWhole(point) || days.isSaidToBeDay(place);
    }

    private StaySaid nightsAlone() {
        int nights = nights();
        if (nights < 0) {
            return new Nothing();
        }
        // Only the length is checked: from today it is neither past nor far.
        return stayOf(today, nights) instanceof Refused refused ? refused : new Nights(nights);
    }

    /** How many nights are said; -1 if none are. */
    private int nights() {
        for (int place = 0; place < words.size(); place++) {
            int number = words.numberAt(place);
            if (number >= 0 && !isOffset(place)) {
                if (words.isOneOf(place + 1, Units.NIGHTS)) {
                    return number;
                }
                if (words.isOneOf(place + 1, Units.WEEKS)) {
                    return 7 * number;
                }
            }
            if (words.at(place).equals("a") && words.isOneOf(place + 1, Set.of("night", "week"))) {
                return words.at(place + 1).equals("night") ? 1 : 7;
            }
        }
        return -1;
    }

    /** "en 2 semanas", "dentro de 3 días": when, and not how long. */
    private boolean isOffset(int place) {
        return words.isOneOf(words.at(place - 1).equals("de") ? place - 2 : place - 1, NO_LENGTH_AFTER);
    }

    private StaySaid stayOf(LocalDate checkIn, int nights) {
        return nights == 0 ? new Refused(Refusal.IMPOSSIBLE) : checked(checkIn, checkIn.plusDays(nights));
    }

    private StaySaid checked(LocalDate checkIn, LocalDate checkOut) {
        if (checkIn.isBefore(today)) {
            return new Refused(Refusal.PAST);
        }
        if (!checkOut.isAfter(checkIn)) {
            return new Refused(Refusal.REVERSED);
        }
        if (ChronoUnit.DAYS.between(checkIn, checkOut) > Stay.MAX_NIGHTS) {
            return new Refused(Refusal.TOO_LONG);
        }
        if (checkIn.isAfter(today.plusYears(MAX_YEARS_AHEAD))) {
            return new Refused(Refusal.TOO_FAR);
        }
        return new Dates(new Stay(checkIn, checkOut));
    }

    /** The day in the calendar, or null if no calendar has it. */
    private @Nullable LocalDate dateOf(DatePoint point) {
        return switch (point) {
            case Counted counted -> counted.date();
            case ByWeekday weekday ->
                today.with(
                        weekday.next()
                                ? TemporalAdjusters.next(weekday.weekday())
                                : TemporalAdjusters.nextOrSame(weekday.weekday()));
            case ByNumber number -> number.hasYear() ? date(number.year(), number.month(), number.day()) : next(number);
        };
    }

    /** The next such day that is not past. */
    private @Nullable LocalDate next(ByNumber number) {
        // 31 comes within three months, 29 February within eight years; what has not come by then never does.
        int step = number.hasMonth() ? 12 : 1;
        YearMonth month = number.hasMonth() ? monthOfThisYear(number.month()) : YearMonth.from(today);
        for (int tries = 0; month != null && tries < 9; tries++) {
            if (number.day() >= 1 && month.isValidDay(number.day())) {
                LocalDate date = month.atDay(number.day());
                if (!date.isBefore(today)) {
                    return date;
                }
            }
            month = month.plusMonths(step);
        }
        return null;
    }

    private @Nullable YearMonth monthOfThisYear(int month) {
        return month >= 1 && month <= 12 ? YearMonth.of(today.getYear(), month) : null;
    }

    private static @Nullable LocalDate date(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }
}
