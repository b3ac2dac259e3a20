/** Finding the hotel that a message is for, and keeping the list of hotels. */
@NullMarked
package io.conserje.application.tenancy;

import org.jspecify.annotations.NullMarked;
