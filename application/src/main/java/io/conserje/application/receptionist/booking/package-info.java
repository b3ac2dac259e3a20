/** The conversation with a guest: what is remembered, what is offered, held and booked. */
@NullMarked
package io.conserje.application.receptionist.booking;

import org.jspecify.annotations.NullMarked;
