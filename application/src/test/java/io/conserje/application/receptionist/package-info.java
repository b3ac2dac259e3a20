/** Conversations with the receptionist. */
@NullMarked
package io.conserje.application.receptionist;

import org.jspecify.annotations.NullMarked;
