package io.conserje.postgres;

import java.time.Duration;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Durations as statements take them. */
final class Micros {

    private Micros() {}

    static Field<Long> of(Duration duration) {
        return DSL.val(duration.toNanos() / 1000);
    }
}
