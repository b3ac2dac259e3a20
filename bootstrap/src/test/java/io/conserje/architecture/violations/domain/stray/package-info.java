/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.domain.stray;

import org.jspecify.annotations.NullMarked;
