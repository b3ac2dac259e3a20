package io.conserje.postgres.sql;

import java.time.Duration;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Durations as statements take them: whole microseconds, rounded down. */
public final class Micros {

    private Micros() {}

    /** The microseconds of a duration, to be bound. */
    public static Field<Long> of(Duration duration) {
        return DSL.val(duration.toNanos() / 1000);
    }
}
