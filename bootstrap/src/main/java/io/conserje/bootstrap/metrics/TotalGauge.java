package io.conserje.bootstrap.metrics;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One number that is costly to find out: asked for at most every 15 s, also where asking fails. Thread-safe. */
final class TotalGauge {

    private static final Logger LOG = LoggerFactory.getLogger(TotalGauge.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();

    private final String name;
    private final String help;
    private final LongSupplier source;
    private final LongSupplier nanos;
    private @Nullable Reading last;

    private record Reading(OptionalLong value, long at) {}

    TotalGauge(String name, String help, LongSupplier source, LongSupplier nanos) {
        this.name = name;
        this.help = help;
        this.source = source;
        this.nanos = nanos;
    }

    void appendTo(StringBuilder text) {
        value().ifPresent(value -> text.append("# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n")
                .append(name)
                .append(' ')
                .append(value)
                .append('\n'));
    }

    private synchronized OptionalLong value() {
        long now = nanos.getAsLong();
        if (last == null || now - last.at() >= FRESH_NANOS) {
            last = new Reading(ask(), now);
        }
        return last.value();
    }

    private OptionalLong ask() {
        try {
            return OptionalLong.of(source.getAsLong());
        } catch (RuntimeException e) {
            LOG.debug("{} is left out", name, e);
            return OptionalLong.empty();
        }
    }
}
