/** The only package that begins and ends transactions, and sets the scope that a statement runs in. */
@NullMarked
package io.conserje.postgres.tx;

import org.jspecify.annotations.NullMarked;
