package io.conserje.application.receptionist.reading;

import io.conserje.domain.lock.RoomId;
import org.jspecify.annotations.Nullable;

/** The step towards a booking that a message takes: it chooses a room, confirms, or cancels. */
public sealed interface BookingStep {

    /** "la 101", "habitación 7", "room 101", or "101" and nothing else. */
    record Choose(RoomId room) implements BookingStep {}

    /**
     * "Confirmo", "sí, confirmo la 101".
     *
     * @param room null if none is named
     */
    record Confirm(@Nullable RoomId room) implements BookingStep {}

    /** "Cancelar". */
    record Cancel() implements BookingStep {}

    /** No step. */
    record None() implements BookingStep {}
}
