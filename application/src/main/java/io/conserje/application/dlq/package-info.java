/** Messages that were given up: to look at, to put back, to discard. */
@NullMarked
package io.conserje.application.dlq;

import org.jspecify.annotations.NullMarked;
