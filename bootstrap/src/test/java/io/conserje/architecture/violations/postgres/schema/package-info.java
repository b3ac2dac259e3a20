/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.postgres.schema;

import org.jspecify.annotations.NullMarked;
