package io.conserje.application.receptionist.booking;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;

/** The room that a guest chooses for a stay. */
record Choice(RoomId room, Stay stay) {}
