package io.conserje.application.memory;

import io.conserje.application.pms.Bookings;
import io.conserje.application.pms.BookingsContract;
import java.time.InstantSource;
import java.util.UUID;

final class InMemoryBookingsTest implements BookingsContract {

    private final Bookings bookings = InMemory.bookings(InstantSource.system(), UUID::randomUUID);

    @Override
    public Bookings bookings() {
        return bookings;
    }
}
