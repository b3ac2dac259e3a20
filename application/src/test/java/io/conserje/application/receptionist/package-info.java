/** The receptionist at work. */
@NullMarked
package io.conserje.application.receptionist;

import org.jspecify.annotations.NullMarked;
