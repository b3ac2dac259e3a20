/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.http;

import org.jspecify.annotations.NullMarked;
