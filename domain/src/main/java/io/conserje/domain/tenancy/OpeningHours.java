package io.conserje.domain.tenancy;

import java.time.LocalTime;

/**
 * The hours of the hotel's front desk, in the hotel's time zone: from {@code opens}, inclusive, to {@code closes},
 * exclusive. If {@code closes} is earlier than {@code opens}, the hours run past midnight. Equal times mean round the
 * clock.
 */
public record OpeningHours(LocalTime opens, LocalTime closes) {

    /** 09:00 to 21:00. */
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
