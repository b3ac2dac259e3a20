package io.conserje.domain.lock;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * The nights from check-in to check-out, 1 to 365. The night of {@code checkOut} is not included, so one stay can begin
 * on the day on which another ends.
 */
public record Stay(LocalDate checkIn, LocalDate checkOut) {

    /** The longest stay, in nights. */
    public static final int MAX_NIGHTS = 365;

    /** @throws IllegalArgumentException if check-out is not after check-in, or more than 365 nights after it */
    public Stay {
        long nights = ChronoUnit.DAYS.between(checkIn, checkOut);
        if (nights < 1) {
            throw new IllegalArgumentException(
                    "`checkOut` must be after `checkIn`: check-in " + checkIn + ", check-out " + checkOut);
        }
        if (nights > MAX_NIGHTS) {
            throw new IllegalArgumentException("A stay has at most " + MAX_NIGHTS + " nights: check-in " + checkIn
                    + ", check-out " + checkOut + " are " + nights);
        }
    }

    public int nights() {
        return (int) ChronoUnit.DAYS.between(checkIn, checkOut);
    }

    /** Whether both include the same night. Adjacent stays do not overlap. */
    public boolean overlaps(Stay other) {
        return checkIn.isBefore(other.checkOut) && other.checkIn.isBefore(checkOut);
    }

    @Override
    public String toString() {
        return checkIn + ".." + checkOut;
    }
}
