package io.conserje.metrics;

import io.conserje.metrics.StoreGauges.Reading;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One gauge, and how its value is taken from the answer of a source. */
record Figure<S>(String name, @Nullable String unit, String help, ToLongFunction<S> value) {

    Reading in(S answer) {
        return new Reading(name, unit, help, value.applyAsLong(answer));
    }
}
