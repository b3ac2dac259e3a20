package io.conserje.application.receptionist;

import static io.conserje.application.receptionist.DatePoint.ByNumber.NOT_SAID;
import static java.util.Map.entry;

import io.conserje.application.receptionist.DatePoint.ByNumber;
import io.conserje.application.receptionist.DatePoint.ByWeekday;
import io.conserje.application.receptionist.DatePoint.Counted;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads single days in Spanish and English. It looks at a fixed number of words from a place on, never at the rest. */
final class DateReader {

    static final Set<String> ARTICLES = Set.of("el", "the", "dia", "del", "los", "on");

    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            entry("enero", 1),
            entry("ene", 1),
            entry("january", 1),
            entry("jan", 1),
            entry("febrero", 2),
            entry("february", 2),
            entry("feb", 2),
            entry("marzo", 3),
            entry("march", 3),
            entry("mar", 3),
            entry("abril", 4),
            entry("abr", 4),
            entry("april", 4),
            entry("apr", 4),
            entry("mayo", 5),
            entry("may", 5),
            entry("junio", 6),
            entry("june", 6),
            entry("jun", 6),
            entry("julio", 7),
            entry("july", 7),
            entry("jul", 7),
            entry("agosto", 8),
            entry("ago", 8),
            entry("august", 8),
            entry("aug", 8),
            entry("septiembre", 9),
            entry("setiembre", 9),
            entry("september", 9),
            entry("sept", 9),
            entry("sep", 9),
            entry("octubre", 10),
            entry("october", 10),
            entry("oct", 10),
            entry("noviembre", 11),
            entry("november", 11),
            entry("nov", 11),
            entry("diciembre", 12),
            entry("dic", 12),
            entry("december", 12),
            entry("dec", 12));

    private static final Map<String, DayOfWeek> WEEKDAYS = Map.ofEntries(
            entry("lunes", DayOfWeek.MONDAY),
            entry("monday", DayOfWeek.MONDAY),
            entry("martes", DayOfWeek.TUESDAY),
            entry("tuesday", DayOfWeek.TUESDAY),
            entry("miercoles", DayOfWeek.WEDNESDAY),
            entry("wednesday", DayOfWeek.WEDNESDAY),
            entry("jueves", DayOfWeek.THURSDAY),
            entry("thursday", DayOfWeek.THURSDAY),
            entry("viernes", DayOfWeek.FRIDAY),
            entry("friday", DayOfWeek.FRIDAY),
            entry("sabado", DayOfWeek.SATURDAY),
            entry("saturday", DayOfWeek.SATURDAY),
            entry("domingo", DayOfWeek.SUNDAY),
            entry("sunday", DayOfWeek.SUNDAY));

    private static final Set<String> UP_TO = Set.of("al", "a", "hasta", "to", "until");
    private static final Set<String> SIGNS = Set.of("/", "-", ".");
    private static final Set<String> OF = Set.of("de", "del", "of");
    private static final Set<String> FIRST = Set.of("primero", "first");
    private static final Set<String> NOT_TOMORROW_AFTER = Set.of("la", "esta", "una");
    private static final Set<String> NEXT_BEFORE = Set.of("proximo", "next", "siguiente", "following");

    private final Words words;
    private final LocalDate today;

    DateReader(Words words, LocalDate today) {
        this.words = words;
        this.today = today;
    }

    /** The day that is named from that place on, or null. "viernes 12 de marzo" is named by its number. */
    @Nullable
    DatePoint at(int place) {
        DayOfWeek weekday = WEEKDAYS.get(words.at(place));
        if (weekday == null) {
            DatePoint counted = counted(place);
            return counted != null ? counted : byNumber(place);
        }
        DatePoint numbered = byNumber(words.isOneOf(place + 1, ARTICLES) ? place + 2 : place + 1);
        return numbered != null ? numbered : new ByWeekday(weekday, isNext(place, place + 1), place + 1);
    }

    /** Whether what begins there is said to be a day, and no other number: "el 12", "viernes 12", "12th". */
    boolean isSaidToBeDay(int place) {
        return words.isOneOf(place - 1, ARTICLES) || WEEKDAYS.containsKey(words.at(place)) || words.isOrdinal(place);
    }

    static boolean isMonth(String word) {
        return MONTHS.containsKey(word);
    }

    /** Whether what stands from {@code start} to before {@code end} is said to be the next one, or the one to come. */
    boolean isNext(int start, int end) {
        return words.isOneOf(start - 1, NEXT_BEFORE)
                || words.isOneOf(end, NEXT_BEFORE)
                || (words.at(end).equals("que") && words.at(end + 1).equals("viene"));
    }

    private @Nullable DatePoint counted(int place) {
        return switch (words.at(place)) {
            case "hoy", "today", "tonight" -> new Counted(today, place + 1);
            case "esta" -> words.at(place + 1).equals("noche") ? new Counted(today, place + 2) : null;
            case "ayer", "yesterday" -> new Counted(today.minusDays(1), place + 1);
            case "pasado" -> words.at(place + 1).equals("manana") ? new Counted(today.plusDays(2), place + 2) : null;
            case "day" -> dayAfterTomorrow(place);
            case "tomorrow" -> new Counted(today.plusDays(1), place + 1);
            case "manana" ->
                words.isOneOf(place - 1, NOT_TOMORROW_AFTER) ? null : new Counted(today.plusDays(1), place + 1);
            default -> null;
        };
    }

    private @Nullable DatePoint dayAfterTomorrow(int place) {
        return words.at(place + 1).equals("after") && words.at(place + 2).equals("tomorrow")
                ? new Counted(today.plusDays(2), place + 3)
                : null;
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
                && isSign(place + 1)
                && words.isNumber(place + 2, 1, 2)
                && isSign(place + 3)
                && words.isNumber(place + 4, 1, 2)) {
            return new ByNumber(words.numberAt(place + 4), words.numberAt(place + 2), words.numberAt(place), place + 5);
        }
        return null;
    }

    /** 12/03, 12/03/2027, 12/3/27, 12-03-2027, 12.03.2027; with a dash only where it cannot be two days, as "12-15 March" is. */
    private @Nullable ByNumber withSigns(int place) {
        if (!words.isNumber(place, 1, 2) || !isSign(place + 1) || !words.isNumber(place + 2, 1, 2)) {
            return null;
        }
        int day = words.numberAt(place);
        int month = words.numberAt(place + 2);
        if (words.at(place + 3).equals(words.at(place + 1)) && isYear(place + 4)) {
            int year = words.numberAt(place + 4);
            return new ByNumber(day, month, words.isNumber(place + 4, 2, 2) ? 2000 + year : year, place + 5);
        }
        // A slash makes a date of it whatever the numbers are, so that 99/99 is refused and not passed over.
        return words.at(place + 1).equals("/") || isOneOfDashedPair(place)
                ? new ByNumber(day, month, NOT_SAID, place + 3)
                : null;
    }

    /** 12-03 al 15-03: a single dash is read as day and month only where both ends are written so. */
    private boolean isOneOfDashedPair(int place) {
        boolean first = words.isOneOf(place + 3, UP_TO) && isDashed(place + 4);
        boolean last = words.isOneOf(place - 1, UP_TO) && isDashed(place - 4);
        return isDashed(place) && (first || last);
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
        boolean first = words.isOneOf(place, FIRST);
        if (!first && !words.isNumber(place, 1, 2)) {
            return null;
        }
        int monthAt = words.isOneOf(place + 1, OF) ? place + 2 : place + 1;
        Integer month = MONTHS.get(words.at(monthAt));
        return month == null ? null : withYear(first ? 1 : words.numberAt(place), month, monthAt + 1);
    }

    /** March 12, March 12th, 2027. In "vista al mar 12/03" the sea comes first: "mar" is a month after its day only. */
    private @Nullable ByNumber monthThenDay(int place) {
        Integer month = MONTHS.get(words.at(place));
        if (month == null || words.at(place).equals("mar") || !isDay(place + 1)) {
            return null;
        }
        return withYear(words.numberAt(place + 1), month, place + 2);
    }

    private ByNumber withYear(int day, int month, int end) {
        int yearAt = words.isOneOf(end, OF) ? end + 1 : end;
        return words.isNumber(yearAt, 4, 4)
                ? new ByNumber(day, month, words.numberAt(yearAt), yearAt + 1)
                : new ByNumber(day, month, NOT_SAID, end);
    }

    private @Nullable ByNumber dayAlone(int place) {
        return isDay(place) ? new ByNumber(words.numberAt(place), NOT_SAID, NOT_SAID, place + 1) : null;
    }

    private boolean isDay(int place) {
        return words.isNumber(place, 1, 2) && !Units.areAt(place + 1, words);
    }

    private boolean isSign(int place) {
        return words.isOneOf(place, SIGNS);
    }
}
