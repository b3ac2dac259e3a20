package io.conserje.metrics;

import io.conserje.application.process.Heartbeats;
import io.conserje.application.process.Heartbeats.Loop;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows how long ago each loop of an instance last turned:
 *
 * <pre>{@code
 * new LoopGauges(conserje.heartbeats()).bindTo(registry)
 * }</pre>
 *
 * <p>A loop that does not run is NaN.
 */
public final class LoopGauges implements MeterBinder {

    private static final List<String> LOOPS = List.of(
            "abandoning",
            "letter-sweep",
            "lines",
            "lock-retention",
            "message-sweep",
            "messages-claim",
            "messages-release",
            "process",
            "renew",
            "replies-claim",
            "replies-release",
            "reply-sweep",
            "session-sweep",
            "statuses",
            "unrouted-sweep");

    private final Heartbeats heartbeats;

    /** @param heartbeats of the instance; the gauges ask them at each scrape, which costs nothing */
    public LoopGauges(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String name : LOOPS) {
            TimeGauge.builder("loop.last.turn.age", this, TimeUnit.SECONDS, gauges -> gauges.age(name))
                    .description("How long ago a loop last turned; one that hangs or has ended grows old")
                    .tag("loop", name)
                    .strongReference(true)
                    .register(registry);
        }
    }

    private double age(String name) {
        return heartbeats.loops().stream()
                .filter(loop -> loop.name().equals(name))
                .map(Loop::age)
                .mapToDouble(LoopGauges::seconds)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double seconds(Duration age) {
        return age.toMillis() / 1000.0;
    }
}
