/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.application.messaging;

import org.jspecify.annotations.NullMarked;
