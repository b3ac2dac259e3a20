package io.conserje.application.receptionist;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** A day as a guest names it, before it is found in the calendar. Ends before the place {@link #end} of the message. */
sealed interface DatePoint {

    int end();

    /**
     * By number: "12/03", "el 12 de marzo de 2027", or "el 12" alone. The numbers are as written; no calendar may have them.
     *
     * @param month {@link #NOT_SAID} where it is to be found out
     * @param year {@link #NOT_SAID} where it is to be found out
     */
    record ByNumber(int day, int month, int year, int end) implements DatePoint {

        static final int NOT_SAID = -1;

        boolean hasMonth() {
            return month != NOT_SAID;
        }

        boolean hasYear() {
            return year != NOT_SAID;
        }

        ByNumber in(int itsMonth, int itsYear) {
            return new ByNumber(day, itsMonth, itsYear, end);
        }
    }

    /** Counted from today: "hoy", "mañana". */
    record Counted(LocalDate date, int end) implements DatePoint {}

    /**
     * By the day of the week.
     *
     * @param next whether it is said to be the next one, so that today is not meant
     */
    record ByWeekday(DayOfWeek weekday, boolean next, int end) implements DatePoint {}
}
