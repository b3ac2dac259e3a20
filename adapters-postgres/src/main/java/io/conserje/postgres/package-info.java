/** The ports on PostgreSQL. {@link io.conserje.postgres.PostgresAdapters} is their factory. */
@NullMarked
package io.conserje.postgres;

import org.jspecify.annotations.NullMarked;
