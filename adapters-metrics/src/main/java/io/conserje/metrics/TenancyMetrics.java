package io.conserje.metrics;

import io.conserje.application.tenancy.Resolution;
import io.conserje.application.tenancy.TenancyListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/** Counts how the hotels of messages were found. Thread-safe. */
final class TenancyMetrics implements TenancyListener {

    private static final String UNKNOWN = "unknown";
    private static final String INACTIVE = "inactive";

    private final MeterRegistry registry;

    TenancyMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Resolution.Means means : Resolution.Means.values()) {
            resolution(label(means));
        }
        List.of(UNKNOWN, INACTIVE).forEach(this::resolution);
    }

    @Override
    public void tenantResolved(Resolution resolution) {
        resolution(
                        switch (resolution) {
                            case Resolution.Resolved resolved -> label(resolved.means());
                            case Resolution.Unknown unknown -> UNKNOWN;
                            case Resolution.Inactive inactive -> INACTIVE;
                        })
                .increment();
    }

    private static String label(Resolution.Means means) {
        return means.name().toLowerCase(Locale.ROOT);
    }

    private Counter resolution(String result) {
        return Counter.builder("tenant.resolution")
                .description("Messages by how their hotel was found")
                .tag("result", result)
                .register(registry);
    }
}
