/** The only place that begins, commits or rolls back, and that says for whom a statement runs. */
@NullMarked
package io.conserje.postgres.tx;

import org.jspecify.annotations.NullMarked;
