/** Rooms and the stays that claim them. */
@NullMarked
package io.conserje.domain.lock;

import org.jspecify.annotations.NullMarked;
