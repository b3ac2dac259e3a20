/** The processes that serve a database, and what keeps them from it. */
@NullMarked
package io.conserje.application.process;

import org.jspecify.annotations.NullMarked;
