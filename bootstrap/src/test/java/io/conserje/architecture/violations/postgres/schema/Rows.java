package io.conserje.architecture.violations.postgres.schema;

/** A generated table. */
public final class Rows {}
