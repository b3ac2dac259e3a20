package io.conserje.architecture.violations.application.receptionist.booking;

import io.conserje.architecture.violations.application.receptionist.Helpful;

/** Books, and knows the entry to its own package. */
public record Clerk(Helpful known) {}
