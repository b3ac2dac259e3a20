/** The memory of a conversation. */
@NullMarked
package io.conserje.application.receptionist.booking;

import org.jspecify.annotations.NullMarked;
