/** Connections to PostgreSQL. */
@NullMarked
package io.conserje.bootstrap.database;

import org.jspecify.annotations.NullMarked;
