package io.conserje.architecture.violations.redis.bare;

/** Lives in a package that says nothing about nulls. */
record Bare() {}
