/** Breaks the rules of the library on purpose. */
@NullMarked
package io.conserje.architecture.violations.library;

import org.jspecify.annotations.NullMarked;
