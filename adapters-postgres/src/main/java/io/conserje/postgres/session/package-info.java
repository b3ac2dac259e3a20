/** Sessions of guests. */
@NullMarked
package io.conserje.postgres.session;

import org.jspecify.annotations.NullMarked;
