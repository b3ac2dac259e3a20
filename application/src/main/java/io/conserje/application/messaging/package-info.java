/** Messages: accepted, handled in turn, and answered. */
@NullMarked
package io.conserje.application.messaging;

import org.jspecify.annotations.NullMarked;
