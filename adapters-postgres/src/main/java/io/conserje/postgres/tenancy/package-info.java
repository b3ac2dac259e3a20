/** Hotels, their identifiers and their users. */
@NullMarked
package io.conserje.postgres.tenancy;

import org.jspecify.annotations.NullMarked;
