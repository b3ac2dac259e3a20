/** Reading messages, in the languages of the receptionist. */
@NullMarked
package io.conserje.application.receptionist.reading;

import org.jspecify.annotations.NullMarked;
