/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.application.memory;

import org.jspecify.annotations.NullMarked;
