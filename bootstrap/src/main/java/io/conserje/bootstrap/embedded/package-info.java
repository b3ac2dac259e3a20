/** PostgreSQL and Redis servers for a machine that has neither. */
@NullMarked
package io.conserje.bootstrap.embedded;

import org.jspecify.annotations.NullMarked;
