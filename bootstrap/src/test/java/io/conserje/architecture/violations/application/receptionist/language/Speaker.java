package io.conserje.architecture.violations.application.receptionist.language;

import io.conserje.architecture.violations.application.receptionist.booking.Clerk;

/** Speaks, and knows bookings. */
public record Speaker(Clerk known) {}
