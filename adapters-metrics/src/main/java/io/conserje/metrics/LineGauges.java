package io.conserje.metrics;

import io.conserje.application.messaging.Fix;
import io.conserje.application.messaging.HeldLine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shows how many lines wait for an operator, by what must be done:
 *
 * <pre>{@code
 * new LineGauges(conserje::heldLines).bindTo(registry)
 * }</pre>
 */
public final class LineGauges implements MeterBinder {

    private final Supplier<List<HeldLine>> lines;

    /** @param lines the held lines; asked at each scrape, which must cost nothing */
    public LineGauges(Supplier<List<HeldLine>> lines) {
        this.lines = lines;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Fix fix : Fix.values()) {
            Gauge.builder("lines.held", this, gauges -> gauges.count(fix))
                    .description("Lines that send nothing until somebody has fixed the cause, by what must be done")
                    .tag("fix", fix.label())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private long count(Fix fix) {
        return lines.get().stream().filter(line -> line.fix() == fix).count();
    }
}
