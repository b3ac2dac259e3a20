package io.conserje.architecture.violations.postgres;

/** Public, for nobody. */
public final class Forgotten {}
