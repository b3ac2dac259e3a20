/** Proves of a database that it keeps hotels apart: by what its catalogue says, and by trying. */
@NullMarked
package io.conserje.db.verify;

import org.jspecify.annotations.NullMarked;
