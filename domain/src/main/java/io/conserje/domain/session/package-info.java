/** Guests, and the state of their conversations. */
@NullMarked
package io.conserje.domain.session;

import org.jspecify.annotations.NullMarked;
