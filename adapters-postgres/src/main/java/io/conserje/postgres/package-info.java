/** The ports on PostgreSQL; {@link io.conserje.postgres.PostgresAdapters} hands them out. */
@NullMarked
package io.conserje.postgres;

import org.jspecify.annotations.NullMarked;
