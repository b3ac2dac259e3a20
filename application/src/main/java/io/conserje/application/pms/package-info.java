/** The ports to a hotel's property management system and to the bookings. */
@NullMarked
package io.conserje.application.pms;

import org.jspecify.annotations.NullMarked;
