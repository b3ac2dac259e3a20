package io.conserje.domain.tenancy;

import java.time.LocalTime;

/**
 * When a person answers at the desk, in the hotel's own time: from {@code opens}, inclusive, to {@code closes},
 * exclusive. Hours that close before they open run over midnight; equal times mean round the clock.
 */
public record OpeningHours(LocalTime opens, LocalTime closes) {

    /** Nine to nine, the hours of a hotel that has not said otherwise. */
    public static final OpeningHours DEFAULT = new OpeningHours(LocalTime.of(9, 0), LocalTime.of(21, 0));

    public boolean isOpenAt(LocalTime time) {
        if (opens.equals(closes)) {
            return true;
        }
        boolean afterOpening = !time.isBefore(opens);
        boolean beforeClosing = time.isBefore(closes);
        return opens.isBefore(closes) ? afterOpening && beforeClosing : afterOpening || beforeClosing;
    }

    public boolean isRoundTheClock() {
        return opens.equals(closes);
    }
}
