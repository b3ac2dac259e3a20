package io.conserje.postgres;

import static io.conserje.postgres.schema.Tables.BOOKINGS;

import io.conserje.application.pms.Bookings;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.io.Serial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Bookings in {@code conserje.bookings}, recorded in the transaction that shows the fence to each of the nights. */
final class PostgresBookings implements Bookings {

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    PostgresBookings(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    /** Takes the fences that were shown back with it. */
    private static final class RefusedException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Outcome outcome;

        RefusedException(Outcome outcome) {
            super("refused", null, false, false);
            this.outcome = outcome;
        }
    }

    @Override
    public Outcome book(RoomHold hold) {
        try {
            return transactions.in(hold.tenant(), statements -> new Outcome.Booked(book(hold, statements)));
        } catch (RefusedException refused) {
            return refused.outcome;
        }
    }

    private Booking book(RoomHold hold, Statements statements) {
        if (!new PostgresFences(hold.tenant(), statements)
                .admit(ResourceId.nights(hold.room(), hold.stay()), hold.fence())) {
            throw new RefusedException(new Outcome.Outrun());
        }
        return insert(hold, statements)
                .or(() -> findOf(hold, statements))
                .orElseThrow(() -> new RefusedException(new Outcome.Taken()));
    }

    private Optional<Booking> insert(RoomHold hold, Statements statements) {
        return statements
                .fetch(DSL.insertInto(BOOKINGS)
                        .set(BOOKINGS.TENANT_ID, hold.tenant().value())
                        .set(BOOKINGS.BOOKING_ID, ids.get())
                        .set(BOOKINGS.OWNER, hold.owner().value())
                        .set(BOOKINGS.ROOM, hold.room().value())
                        .set(BOOKINGS.CHECK_IN, Dates.of(hold.stay().checkIn()))
                        .set(BOOKINGS.CHECK_OUT, Dates.of(hold.stay().checkOut()))
                        .set(BOOKINGS.HOLDER, hold.holder().value())
                        .set(BOOKINGS.FENCE, hold.fence())
                        .onConflictDoNothing()
                        .returning())
                .stream()
                .findFirst()
                .map(row -> booking(hold.tenant(), row));
    }

    private static Optional<Booking> findOf(RoomHold hold, Statements statements) {
        return statements
                .fetch(DSL.selectFrom(BOOKINGS)
                        .where(BOOKINGS.TENANT_ID.eq(hold.tenant().value()))
                        .and(BOOKINGS.ROOM.eq(hold.room().value()))
                        .and(BOOKINGS.OWNER.eq(hold.owner().value()))
                        .and(BOOKINGS.CHECK_IN.eq(Dates.of(hold.stay().checkIn())))
                        .and(BOOKINGS.CHECK_OUT.eq(Dates.of(hold.stay().checkOut()))))
                .stream()
                .findFirst()
                .map(row -> booking(hold.tenant(), row));
    }

    @Override
    public List<Booking> find(TenantId tenant, Stay stay) {
        return transactions
                .each(tenant)
                .fetch(DSL.selectFrom(BOOKINGS)
                        .where(BOOKINGS.TENANT_ID.eq(tenant.value()))
                        // No stay is longer: the index need not be read from its beginning.
                        .and(BOOKINGS.CHECK_IN.gt(Dates.of(stay.checkIn().minusDays(Stay.MOST_NIGHTS))))
                        .and(BOOKINGS.CHECK_IN.lt(Dates.of(stay.checkOut())))
                        .and(BOOKINGS.CHECK_OUT.gt(Dates.of(stay.checkIn()))))
                .stream()
                .map(row -> booking(tenant, row))
                .sorted(Comparator.comparing(Booking::room)
                        .thenComparing(booking -> booking.stay().checkIn()))
                .toList();
    }

    private static Booking booking(TenantId tenant, Record row) {
        return new Booking(
                tenant,
                row.get(BOOKINGS.BOOKING_ID),
                new RoomId(row.get(BOOKINGS.ROOM)),
                new Stay(row.get(BOOKINGS.CHECK_IN), row.get(BOOKINGS.CHECK_OUT)),
                new HolderRef(row.get(BOOKINGS.HOLDER)),
                row.get(BOOKINGS.FENCE));
    }
}
