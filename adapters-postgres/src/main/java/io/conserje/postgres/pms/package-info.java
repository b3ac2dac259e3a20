/** The bookings of hotels without a property management system that keeps them. */
@NullMarked
package io.conserje.postgres.pms;

import org.jspecify.annotations.NullMarked;
