/** The contracts of bookings and property management systems, and the made-up one under test. */
@NullMarked
package io.conserje.application.pms;

import org.jspecify.annotations.NullMarked;
