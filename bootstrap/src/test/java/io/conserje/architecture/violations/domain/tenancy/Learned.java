package io.conserje.architecture.violations.domain.tenancy;

import org.jooq.DSLContext;

/** A value that knows a library. */
record Learned(DSLContext library) {}
