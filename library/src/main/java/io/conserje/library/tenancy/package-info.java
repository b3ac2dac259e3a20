/** Finding hotels without asking the database for every message. */
@NullMarked
package io.conserje.library.tenancy;

import org.jspecify.annotations.NullMarked;
