package io.conserje.architecture.violations.domain.stray;

/** Belongs to a feature that nobody listed. */
record Stray() {}
