package io.conserje.application.pms;

import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;

/**
 * The bookings of hotels. Two bookings of a room never share a night, even if their holds did. Thread-safe; each call
 * is a unit of work of its own.
 */
public interface Bookings {

    /** The outcome of an attempt to book. */
    sealed interface Outcome {
        /** The room is booked. */
        record Booked(Booking booking) implements Outcome {}

        /** The hold had ended by the store's clock, or a night has seen the fence of a later hold. Nothing changed. */
        record HoldEnded() implements Outcome {}

        /** A night is booked already, or the owner token has booked other nights of the room. Nothing changed. */
        record Taken() implements Outcome {}
    }

    /**
     * Books the room of a hold. One transaction checks the fence of the hold against each night and records the
     * booking. A repeated call with the same hold returns the same booking, even after the hold has ended.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached; repeat the call
     */
    Outcome book(RoomHold hold);

    /**
     * The bookings of a hotel that share a night with a stay, ordered by room and check-in.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    List<Booking> find(TenantId tenant, Stay stay);
}
