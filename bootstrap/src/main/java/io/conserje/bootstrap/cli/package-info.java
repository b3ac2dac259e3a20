/** The command line. */
@NullMarked
package io.conserje.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
