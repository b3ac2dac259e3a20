package io.conserje.application.receptionist.reading;

import io.conserje.application.receptionist.reading.DatePoint.ByNumber;
import io.conserje.application.receptionist.reading.DatePoint.ByWeekday;
import io.conserje.application.receptionist.reading.DatePoint.Counted;
import io.conserje.application.receptionist.reading.StaySaid.Dates;
import io.conserje.application.receptionist.reading.StaySaid.Nights;
import io.conserje.application.receptionist.reading.StaySaid.Nothing;
import io.conserje.application.receptionist.reading.StaySaid.Refusal;
import io.conserje.application.receptionist.reading.StaySaid.Refused;
import io.conserje.domain.lock.Stay;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stay that a message speaks of. In this order it looks for two days ("del 12 al 15 de marzo", "12/03 -
 * 15/03", "March 12-15", "del viernes al domingo"), a weekend, one day with or without a number of nights ("mañana
 * por 2 noches"; one night if none is said), and a number of nights alone. Its time grows with the message and no
 * faster.
 *
 * <p>It takes the days and the nights that it finds, so that none is read as a count or a room. It understands them so:
 *
 * <ul>
 *   <li>Numbers with signs are day/month, or year-month-day. A day without a year, or without a month ("el 12"), is
 *       the next one that is not past. The last day of a stay takes what it lacks from the first day, and the first
 *       from the last. Without a year a stay may run over the new year with up to 90 nights, and without a month over
 *       the end of a month with up to 14 ("del 28 al 3 de abril"); longer ones are taken for a slip.
 *   <li>This weekend is Friday to Sunday of this week. On a Saturday it is the one night that is left, on a Sunday it
 *       is the coming weekend. The next weekend is Friday to Sunday of next week. The weekend of a date is that of
 *       its week.
 *   <li>A weekday is the next one, today included, unless the message calls it the next.
 * </ul>
 */
final class StayReader {

    private static final int MAX_NIGHTS_OVER_NEW_YEAR = 90;
    private static final int MAX_NIGHTS_OVER_MONTH = 14;
    private static final int MAX_DAYS_OF_MONTH = 31;
    private static final int MAX_YEARS_AHEAD = 2;
    private static final int MAX_WORDS_BETWEEN = 16;
    private static final int DAYS_OF_WEEK = 7;

    /** The answer of {@link #nights} if the message gives no number of nights. */
    private static final int NOT_SAID = -1;

    private final Words words;
    private final LocalDate today;
    private final DateReader days;

    private StayReader(Words words, LocalDate today) {
        this.words = words;
        this.today = today;
        this.days = new DateReader(words, today);
    }

    /** @param today the date at the hotel */
    static StaySaid read(Words words, LocalDate today) {
        return new StayReader(words, today).read();
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
                if (words.numberAt(place) >= 0 && words.is(place + 1, Term.NIGHTS, Term.WEEKS)) {
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
     * The words between two days.
     *
     * @param joining whether one of them says that the second day is the last one
     * @param and whether one of them is "and"
     * @param toThe whether one of them is of {@link Term#TO_THE}
     */
    private record Joint(int end, boolean joining, boolean and, boolean toThe) {}

    private Joint jointAt(int start) {
        boolean joining = false;
        boolean and = false;
        boolean toThe = false;
        int end = start;
        while (isBetweenDays(end) && end < start + MAX_WORDS_BETWEEN) {
            // The "a" of "a las 15" joins nothing.
            if (!words.isTaken(end)) {
                joining |= isJoining(end);
                and |= words.is(end, Term.AND);
                toThe |= words.is(end, Term.TO_THE);
            }
            end++;
        }
        return new Joint(end, joining, and, toThe);
    }

    /** Whether a piece may stand between two days. Only times of day are taken by now. */
    private boolean isBetweenDays(int place) {
        return words.isTaken(place)
                || isJoining(place)
                || days.isArticle(place)
                || words.is(place, Term.AND, Term.FILLER);
    }

    private boolean isJoining(int place) {
        return words.at(place).equals("-")
                || words.at(place).equals("/")
                || words.is(place, Term.TO, Term.TO_THE, Term.UNTIL, Term.LEAVING);
    }

    private boolean joins(Joint joint, int place, DatePoint from, DatePoint to) {
        if (isDayOnly(from)) {
            boolean linked = joint.joining() || (joint.and() && isAfterBetween(place));
            if (to instanceof ByNumber && isWhole(to)) {
                return linked;
            }
            // "9 a 21" may be hours; "12 al 15", "desde el 12 hasta el 15" and "Friday 12th to Sunday 14th" are days.
            boolean said = linked && days.isSaidToBeDay(place);
            return isDayOnly(to) ? joint.toThe() || said : to instanceof ByWeekday && said;
        }
        boolean bothByNumber = from instanceof ByNumber && to instanceof ByNumber && isWhole(to);
        return bothByNumber || joint.joining() || joint.and();
    }

    private boolean isAfterBetween(int place) {
        return words.is(place - 1, Term.BETWEEN) || words.is(place - 2, Term.BETWEEN);
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

    /** "March 12 to 15, 2028": a year after a bare day, which takes its month from the first day. */
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

    /** The month of a first day without one: that of the last day, or the one before, as in "del 28 al 3 de abril". */
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
        int place = words.findFrom(0, Term.WEEKEND);
        if (place < 0) {
            return null;
        }
        int end = place + words.lengthAt(place, Term.WEEKEND);
        int of = words.is(end, Term.OF, Term.OF_THE) ? end + 1 : end;
        int at = days.isArticle(of) ? of + 1 : of;
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
        // On a Saturday the night of Friday is over, and one night is left.
        LocalDate checkIn = friday.isBefore(today) && sunday.isAfter(today) ? today : friday;
        int nights = nights();
        return nights == NOT_SAID ? checked(checkIn, sunday) : stayOf(checkIn, nights);
    }

    private @Nullable StaySaid oneDay() {
        int place = 0;
        while (place < words.size()) {
            DatePoint point = days.at(place);
            if (point != null && isDayOfArrival(place, point)) {
                LocalDate checkIn = dateOf(point);
                int nights = nights();
                return checkIn == null
                        ? new Refused(Refusal.IMPOSSIBLE)
                        : stayOf(checkIn, nights == NOT_SAID ? 1 : nights);
            }
            place = point == null ? place + 1 : point.end();
        }
        return null;
    }

    /** "Hasta el domingo" names no arrival. A bare number does only where it must be a day: "el 12", "viernes 12". */
    private boolean isDayOfArrival(int place, DatePoint point) {
        boolean article = days.isArticle(place - 1);
        if (words.is(article ? place - 2 : place - 1, Term.UNTIL)) {
            return false;
        }
        return isWhole(point) || days.isSaidToBeDay(place);
    }

    private StaySaid nightsAlone() {
        int nights = nights();
        if (nights == NOT_SAID) {
            return new Nothing();
        }
        // From today the stay is neither past nor far: only its length is checked.
        return stayOf(today, nights) instanceof Refused refused ? refused : new Nights(nights);
    }

    /** The number of nights, or {@link #NOT_SAID}. */
    private int nights() {
        for (int place = 0; place < words.size(); place++) {
            int number = words.numberAt(place);
            if (number >= 0 && !isOffset(place)) {
                if (words.is(place + 1, Term.NIGHTS)) {
                    return number;
                }
                if (words.is(place + 1, Term.WEEKS)) {
                    return DAYS_OF_WEEK * number;
                }
            }
            if (words.is(place, Term.ONE_NIGHT)) {
                return 1;
            }
            if (words.is(place, Term.ONE_WEEK)) {
                return DAYS_OF_WEEK;
            }
        }
        return NOT_SAID;
    }

    /** "en 2 semanas", "dentro de 3 días": they say when, not how long. */
    private boolean isOffset(int place) {
        return words.is(words.is(place - 1, Term.OF) ? place - 2 : place - 1, Term.OFFSET);
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

    /** The day in the calendar, or null if the calendar does not have it. */
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
        // A 31st comes within three months, a 29 February within eight years. Other days never come.
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
