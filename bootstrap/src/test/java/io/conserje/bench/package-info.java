/** Benchmarks against real servers. They print figures and assert nothing; docs/benchmarks.md says how to read them. */
@NullMarked
package io.conserje.bench;

import org.jspecify.annotations.NullMarked;
