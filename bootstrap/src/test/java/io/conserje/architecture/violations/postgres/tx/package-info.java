/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.postgres.tx;

import org.jspecify.annotations.NullMarked;
