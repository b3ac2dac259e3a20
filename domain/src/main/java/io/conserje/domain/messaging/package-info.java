/** Messages from guests, and replies to them. */
@NullMarked
package io.conserje.domain.messaging;

import org.jspecify.annotations.NullMarked;
