/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.redis;

import org.jspecify.annotations.NullMarked;
