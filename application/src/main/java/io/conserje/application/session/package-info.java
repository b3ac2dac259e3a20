/** The sessions of guests. */
@NullMarked
package io.conserje.application.session;

import org.jspecify.annotations.NullMarked;
