package io.conserje.bootstrap.badday;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since the epoch, as all processes of this machine count them. */
final class Micros {

    private Micros() {}

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
