/** Tests and contracts of the processes that serve a database. */
@NullMarked
package io.conserje.application.process;

import org.jspecify.annotations.NullMarked;
