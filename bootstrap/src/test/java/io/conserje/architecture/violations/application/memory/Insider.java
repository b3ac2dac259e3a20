package io.conserje.architecture.violations.application.memory;

import io.conserje.architecture.violations.application.receptionist.booking.Clerk;

/** Knows the inside of another feature. */
public record Insider(Clerk known) {}
