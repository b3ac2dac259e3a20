/**
 * The built-in message handler, {@link io.conserje.application.receptionist.Receptionist}: availability, hours,
 * bookings and a person, in Spanish and English. The packages below are its inside: {@code reading} understands,
 * {@code language} has the words, {@code booking} talks.
 */
@NullMarked
package io.conserje.application.receptionist;

import org.jspecify.annotations.NullMarked;
