/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.postgres.queue;

import org.jspecify.annotations.NullMarked;
