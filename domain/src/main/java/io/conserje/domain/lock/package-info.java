/** Rooms and the stays that claim them; holds, leases, and what becomes of them. */
@NullMarked
package io.conserje.domain.lock;

import org.jspecify.annotations.NullMarked;
