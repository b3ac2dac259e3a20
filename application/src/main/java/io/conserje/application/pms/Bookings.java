package io.conserje.application.pms;

import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;

/**
 * The bookings of hotels. At no time do two of a room share a night, whatever became of the holds that they were made from.
 * Thread-safe; each call is a unit of work of its own.
 */
public interface Bookings {

    /** What became of a booking. */
    sealed interface Outcome {
        /** The room is the guest's. */
        record Booked(Booking booking) implements Outcome {}

        /** The hold had ended, by the clock of the store or because a later one of these nights was booked with; nothing changed. */
        record Outrun() implements Outcome {}

        /** One of the nights is booked by another, or the hold's token has booked other nights of the room; nothing changed. */
        record Taken() implements Outcome {}
    }

    /**
     * Books what is held. In one transaction the fence of the hold is shown to each of the nights and the booking is recorded.
     * The same hold again is the same booking, also after its end.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached; repeat it
     */
    Outcome book(RoomHold hold);

    /** The bookings of a hotel that share a night with a stay, by room and check-in. */
    List<Booking> find(TenantId tenant, Stay stay);
}
