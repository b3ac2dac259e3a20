package io.conserje.application.receptionist.reading;

import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * A day as a guest names it, not yet looked up in the calendar. It ends before the place {@link #end} of the message.
 */
sealed interface DatePoint {

    int end();

    /**
     * By number: "12/03", "el 12 de marzo de 2027", or "el 12" alone. The numbers are as written; the calendar may
     * lack such a day.
     *
     * @param month {@link #NOT_SAID} if the guest gives none
     * @param year {@link #NOT_SAID} if the guest gives none
     */
    record ByNumber(int day, int month, int year, int end) implements DatePoint {

        static final int NOT_SAID = -1;

        boolean hasMonth() {
            return month != NOT_SAID;
        }

        boolean hasYear() {
            return year != NOT_SAID;
        }

        ByNumber in(int newMonth, int newYear) {
            return new ByNumber(day, newMonth, newYear, end);
        }
    }

    /** Counted from today: "hoy", "mañana". */
    record Counted(LocalDate date, int end) implements DatePoint {}

    /**
     * By the day of the week.
     *
     * @param next whether the guest calls it the next one, so that it cannot be today
     */
    record ByWeekday(DayOfWeek weekday, boolean next, int end) implements DatePoint {}
}
