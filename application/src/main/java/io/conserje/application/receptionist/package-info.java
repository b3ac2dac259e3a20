/** The built-in message handler: availability, hours and a person, in Spanish and English. */
@NullMarked
package io.conserje.application.receptionist;

import org.jspecify.annotations.NullMarked;
