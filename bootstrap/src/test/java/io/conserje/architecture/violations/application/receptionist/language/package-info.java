/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.application.receptionist.language;

import org.jspecify.annotations.NullMarked;
