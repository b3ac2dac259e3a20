package io.conserje.application.receptionist.language;

import io.conserje.domain.tenancy.OpeningHours;
import java.time.LocalTime;

/** Whether a person is at the desk now, or when the desk opens next. */
public enum Desk {
    OPEN,
    OPENS_TODAY,
    OPENS_TOMORROW;

    /** @param time the time at the hotel */
    public static Desk at(OpeningHours hours, LocalTime time) {
        if (hours.isOpenAt(time)) {
            return OPEN;
        }
        return time.isBefore(hours.opens()) ? OPENS_TODAY : OPENS_TOMORROW;
    }
}
