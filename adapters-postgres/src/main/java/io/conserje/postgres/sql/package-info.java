/** Statements with named placeholders, and values in the form that statements take them. */
@NullMarked
package io.conserje.postgres.sql;

import org.jspecify.annotations.NullMarked;
