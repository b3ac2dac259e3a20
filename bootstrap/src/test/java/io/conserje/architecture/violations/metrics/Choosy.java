package io.conserje.architecture.violations.metrics;

import io.conserje.architecture.violations.library.Shown;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** A metrics class that chooses the registry, and knows the library. */
public final class Choosy {

    private Choosy() {}

    public static String describe(Shown library, PrometheusMeterRegistry registry) {
        return library.toString() + registry;
    }
}
