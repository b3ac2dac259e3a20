package io.conserje.architecture.violations.redis;

import io.conserje.architecture.violations.postgres.Forgotten;
import io.conserje.architecture.violations.postgres.schema.Rows;
import io.javalin.Javalin;

/** Knows another adapter, its tables, and another adapter's library. */
record Nosy(Forgotten other, Rows rows, Javalin server) {}
