package io.conserje.application.memory;

import io.conserje.application.pms.Bookings;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Bookings and the fences of nights in maps, one thread at a time. */
final class InMemoryBookings implements Bookings {

    private record Source(TenantId tenant, RoomId room, OwnerToken owner) {}

    private record Night(TenantId tenant, ResourceId id) {}

    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final Map<Source, Booking> bookings = new LinkedHashMap<>();
    private final Map<Night, Long> fences = new HashMap<>();

    InMemoryBookings(InstantSource clock, Supplier<UUID> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public synchronized Outcome book(RoomHold hold) {
        Source source = new Source(hold.tenant(), hold.room(), hold.owner());
        Booking before = bookings.get(source);
        if (before != null) {
            return before.stay().equals(hold.stay()) ? new Outcome.Booked(before) : new Outcome.Taken();
        }
        List<Night> nights = ResourceId.nights(hold.room(), hold.stay()).stream()
                .map(night -> new Night(hold.tenant(), night))
                .toList();
        boolean ended = !hold.until().isAfter(clock.instant());
        if (ended || nights.stream().anyMatch(night -> fences.getOrDefault(night, 0L) > hold.fence())) {
            return new Outcome.HoldEnded();
        }
        if (find(hold.tenant(), hold.stay()).stream()
                .anyMatch(booking -> booking.room().equals(hold.room()))) {
            return new Outcome.Taken();
        }
        nights.forEach(night -> fences.put(night, hold.fence()));
        Booking booking = new Booking(hold.tenant(), ids.get(), hold.room(), hold.stay(), hold.holder(), hold.fence());
        bookings.put(source, booking);
        return new Outcome.Booked(booking);
    }

    @Override
    public synchronized List<Booking> find(TenantId tenant, Stay stay) {
        return bookings.values().stream()
                .filter(booking ->
                        booking.tenant().equals(tenant) && booking.stay().overlaps(stay))
                .sorted(Comparator.comparing(Booking::room)
                        .thenComparing(booking -> booking.stay().checkIn()))
                .toList();
    }
}
