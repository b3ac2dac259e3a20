/** The in-memory stores under the contracts. */
@NullMarked
package io.conserje.application.memory;

import org.jspecify.annotations.NullMarked;
