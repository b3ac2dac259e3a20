package io.conserje.architecture.violations.application.receptionist.reading;

import io.conserje.architecture.violations.application.receptionist.language.Speaker;

/** Reads, and knows a language. */
public record Reader(Speaker known) {}
