package io.conserje.application.receptionist;

import io.conserje.domain.tenancy.OpeningHours;
import java.time.LocalTime;

/** Whether a person is at the desk, and when next. */
enum Desk {
    OPEN,
    OPENS_TODAY,
    OPENS_TOMORROW;

    /** @param time the time at the hotel */
    static Desk at(OpeningHours hours, LocalTime time) {
        if (hours.isOpenAt(time)) {
            return OPEN;
        }
        return time.isBefore(hours.opens()) ? OPENS_TODAY : OPENS_TOMORROW;
    }
}
