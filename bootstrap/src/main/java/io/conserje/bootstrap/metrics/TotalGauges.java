package io.conserje.bootstrap.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gauges whose name ends in {@code _total}. Dashboards know them so, but Prometheus keeps that ending for counters and
 * Micrometer takes it off, so they are written here by hand. Thread-safe.
 */
final class TotalGauges {

    private final List<TotalGauge> gauges = new CopyOnWriteArrayList<>();

    void add(TotalGauge gauge) {
        gauges.add(gauge);
    }

    String scrape() {
        StringBuilder text = new StringBuilder();
        for (TotalGauge gauge : gauges) {
            gauge.appendTo(text);
        }
        return text.toString();
    }
}
