/** Holds of rooms, leases of anything else, fences, and the audit of all of it. */
@NullMarked
package io.conserje.application.lock;

import org.jspecify.annotations.NullMarked;
