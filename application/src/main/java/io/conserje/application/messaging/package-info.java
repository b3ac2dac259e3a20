/** The life of a message: accepted, handled in turn, answered. */
@NullMarked
package io.conserje.application.messaging;

import org.jspecify.annotations.NullMarked;
