/** The set-up of logging. */
@NullMarked
package io.conserje.bootstrap.logging;

import org.jspecify.annotations.NullMarked;
