/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.application.receptionist.reading;

import org.jspecify.annotations.NullMarked;
