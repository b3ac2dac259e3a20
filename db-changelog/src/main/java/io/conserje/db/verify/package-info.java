/** Checks that a database isolates hotels, by its catalogue and by trial. */
@NullMarked
package io.conserje.db.verify;

import org.jspecify.annotations.NullMarked;
