/** Breaks the rules of metrics on purpose. */
@NullMarked
package io.conserje.architecture.violations.metrics;

import org.jspecify.annotations.NullMarked;
