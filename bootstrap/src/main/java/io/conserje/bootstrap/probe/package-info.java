/** Looks at a server from outside and says what it finds. */
@NullMarked
package io.conserje.bootstrap.probe;

import org.jspecify.annotations.NullMarked;
