package io.conserje.application.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where fences begin: at the time in microseconds, so that they grow over a restart. */
final class Fence {

    private Fence() {}

    static long atLeast(Instant now) {
        return Math.max(1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }
}
