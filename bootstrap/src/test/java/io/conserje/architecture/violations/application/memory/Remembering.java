package io.conserje.architecture.violations.application.memory;

/** A store. */
public record Remembering() {}
