package io.conserje.application.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The first fence: the time in microseconds, so that fences also grow after a restart. */
final class Fence {

    private Fence() {}

    static long atLeast(Instant now) {
        return Math.max(1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }
}
