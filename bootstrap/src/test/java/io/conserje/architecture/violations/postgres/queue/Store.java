package io.conserje.architecture.violations.postgres.queue;

/** A store that another module uses without the factory. */
public final class Store {}
