package io.conserje.architecture.violations.redis;

import io.conserje.architecture.violations.postgres.Forgotten;
import io.conserje.architecture.violations.postgres.queue.Store;
import io.conserje.architecture.violations.postgres.schema.Rows;
import io.javalin.Javalin;

/** Knows another adapter, its stores, its tables, and the library of a third. */
record Nosy(Forgotten other, Store store, Rows rows, Javalin server) {}
