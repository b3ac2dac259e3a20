package io.conserje.architecture.violations.library;

import io.conserje.architecture.violations.metrics.Choosy;
import io.micrometer.core.instrument.MeterRegistry;

/** A library class that knows the metrics and their registry. */
record Greedy(Choosy metrics, MeterRegistry registry) {}
