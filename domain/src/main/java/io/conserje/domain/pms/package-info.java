/** Rooms, prices, offers and bookings, as a property management system knows them. */
@NullMarked
package io.conserje.domain.pms;

import org.jspecify.annotations.NullMarked;
