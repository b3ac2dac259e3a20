package io.conserje.architecture.violations.http;

/** Public, for nobody. */
public final class Unreached {}
