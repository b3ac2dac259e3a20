package io.conserje.application.pms;

import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Money;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.pms.Room;
import io.conserje.domain.pms.RoomType;
import io.conserje.domain.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A made-up property management system, for demonstrations and tests. Every hotel has the same eight rooms. The
 * hotel, the room and the date alone decide whether a room is taken: the same question gets the same answer on any
 * machine and day.
 *
 * <p>About a fifth of the nights of a room are taken. In each hotel one room for two or more is never taken, so that
 * two guests always find a room. Prices are in Argentine pesos and depend on the room's type and the hotel.
 * Thread-safe.
 */
public final class MockPropertyManagement implements PropertyManagement {

    private static final Currency PESO = Currency.getInstance("ARS");
    private static final int TAKEN_PERCENT = 20;

    private static final List<Room> ROOMS = List.of(
            room("101", RoomType.SINGLE, 1),
            room("102", RoomType.DOUBLE, 2),
            room("103", RoomType.TWIN, 2),
            room("201", RoomType.DOUBLE, 2),
            room("202", RoomType.TWIN, 3),
            room("203", RoomType.DOUBLE, 3),
            room("301", RoomType.SUITE, 4),
            room("302", RoomType.SUITE, 4));

    private static final List<Room> ROOMS_FOR_TWO =
            ROOMS.stream().filter(room -> room.sleeps() >= 2).toList();

    private final BiFunction<TenantId, Stay, List<Booking>> booked;

    /** A system without bookings by guests. */
    public MockPropertyManagement() {
        this((tenant, stay) -> List.of());
    }

    /**
     * @param booked finds the bookings that share a night with a stay, as {@link Bookings#find} does; it hides their
     * rooms
     */
    public MockPropertyManagement(BiFunction<TenantId, Stay, List<Booking>> booked) {
        this.booked = booked;
    }

    @Override
    public List<Offer> available(TenantId tenant, Stay stay, int guests) {
        Set<RoomId> taken =
                booked.apply(tenant, stay).stream().map(Booking::room).collect(Collectors.toSet());
        return ROOMS.stream()
                .filter(room -> room.sleeps() >= guests && !taken.contains(room.id()))
                .filter(room -> isFree(tenant, room, stay))
                .map(room -> new Offer(room, stay, perNight(tenant, room)))
                .toList();
    }

    private static boolean isFree(TenantId tenant, Room room, Stay stay) {
        return room.equals(neverTaken(tenant))
                || stay.checkIn().datesUntil(stay.checkOut()).noneMatch(night -> isTaken(tenant, room, night));
    }

    private static Room neverTaken(TenantId tenant) {
        return ROOMS_FOR_TWO.get(draw(tenant, "never taken", 0, ROOMS_FOR_TWO.size()));
    }

    private static boolean isTaken(TenantId tenant, Room room, LocalDate night) {
        return draw(tenant, room.id().value(), night.toEpochDay(), 100) < TAKEN_PERCENT;
    }

    /** The price of the type, plus up to 24 per cent by hotel, in whole pesos. */
    private static Money perNight(TenantId tenant, Room room) {
        int base = switch (room.type()) {
            case SINGLE -> 45_000;
            case DOUBLE -> 68_000;
            case TWIN -> 72_000;
            case SUITE -> 120_000;
        };
        long percent = 100L + draw(tenant, "price level", 0, 25);
        return new Money(BigDecimal.valueOf(base / 100 * percent), PESO);
    }

    /**
     * A number from 0 to below {@code bound} that looks random and is the same for the same question. It uses
     * {@link String#hashCode}, which is specified, and the finishing steps of SplitMix64.
     */
    private static int draw(TenantId tenant, String about, long number, int bound) {
        long mixed = tenant.value().hashCode();
        mixed = mixed * 0x9E3779B97F4A7C15L + about.hashCode();
        mixed = mixed * 0x9E3779B97F4A7C15L + number;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) Math.floorMod(mixed ^ (mixed >>> 31), (long) bound);
    }

    private static Room room(String id, RoomType type, int sleeps) {
        return new Room(new RoomId(id), type, sleeps);
    }
}
