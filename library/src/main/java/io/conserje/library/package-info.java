/** Conserje as a library: one object to build, start and close, and what it gives to its host. */
@NullMarked
package io.conserje.library;

import org.jspecify.annotations.NullMarked;
