/** Closures, epochs and processes of a database. */
@NullMarked
package io.conserje.postgres.process;

import org.jspecify.annotations.NullMarked;
