/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.application.receptionist.booking;

import org.jspecify.annotations.NullMarked;
