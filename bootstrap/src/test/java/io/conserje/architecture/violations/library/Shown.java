package io.conserje.architecture.violations.library;

/** A public class of the library, for others to know. */
public final class Shown {}
