/** Conserje's events as Micrometer meters: an adapter that a host adds to have metrics, on the registry that it has. */
@NullMarked
package io.conserje.metrics;

import org.jspecify.annotations.NullMarked;
