/** The messages that wait in the queue, for operators. */
@NullMarked
package io.conserje.application.waiting;

import org.jspecify.annotations.NullMarked;
