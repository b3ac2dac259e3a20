/** The laws of the messaging ports, and what the message path does with them. */
@NullMarked
package io.conserje.application.pause;

import org.jspecify.annotations.NullMarked;
