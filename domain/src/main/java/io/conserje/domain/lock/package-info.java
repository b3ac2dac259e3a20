/** Rooms, stays, holds, leases, and the events of their lives. */
@NullMarked
package io.conserje.domain.lock;

import org.jspecify.annotations.NullMarked;
