/** How log lines look. */
@NullMarked
package io.conserje.bootstrap.logging;

import org.jspecify.annotations.NullMarked;
