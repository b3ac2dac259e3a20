package io.conserje.application.lock;

import io.conserje.domain.lock.Stay;
import java.time.LocalDate;

/** A stay that began before today, by the hotel's calendar, cannot be held. */
public final class PastStayException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** @param today the date at the hotel */
    public PastStayException(Stay stay, LocalDate today) {
        super("The stay " + stay + " began before today, " + today + " at the hotel."
                + " Hold a room for today or a later day.");
    }
}
