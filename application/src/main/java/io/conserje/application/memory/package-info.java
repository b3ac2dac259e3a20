/** In-memory stores, for tests and for installations that need not survive a restart. */
@NullMarked
package io.conserje.application.memory;

import org.jspecify.annotations.NullMarked;
