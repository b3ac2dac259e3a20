/** Breaks rules on purpose. */
@NullMarked
package io.conserje.architecture.violations.domain.tenancy;

import org.jspecify.annotations.NullMarked;
