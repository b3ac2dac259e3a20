/** Finding hotels without asking the database for every message. */
@NullMarked
package io.conserje.bootstrap.tenancy;

import org.jspecify.annotations.NullMarked;
