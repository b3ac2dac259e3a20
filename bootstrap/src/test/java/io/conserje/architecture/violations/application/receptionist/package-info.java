/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.application.receptionist;

import org.jspecify.annotations.NullMarked;
