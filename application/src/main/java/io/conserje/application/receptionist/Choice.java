package io.conserje.application.receptionist;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;

/** A room for a stay, as a guest chose it. */
record Choice(RoomId room, Stay stay) {}
