/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.postgres;

import org.jspecify.annotations.NullMarked;
