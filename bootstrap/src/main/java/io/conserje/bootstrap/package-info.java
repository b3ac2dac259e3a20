/** The service: the library behind HTTP and a command line, configured by settings. */
@NullMarked
package io.conserje.bootstrap;

import org.jspecify.annotations.NullMarked;
