/** Hotels: finding the hotel of a message, and changing the list of hotels. */
@NullMarked
package io.conserje.application.tenancy;

import org.jspecify.annotations.NullMarked;
