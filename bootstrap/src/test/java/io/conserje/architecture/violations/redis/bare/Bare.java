package io.conserje.architecture.violations.redis.bare;

/** LifetimeBounds in a package that says nothing about nulls. */
record Bare() {}
