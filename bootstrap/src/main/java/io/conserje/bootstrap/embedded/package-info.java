/** PostgreSQL and Redis as child processes, for a machine that has neither. */
@NullMarked
package io.conserje.bootstrap.embedded;

import org.jspecify.annotations.NullMarked;
