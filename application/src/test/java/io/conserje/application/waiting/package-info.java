/** The laws of the messaging ports, and what the message path does with them. */
@NullMarked
package io.conserje.application.waiting;

import org.jspecify.annotations.NullMarked;
