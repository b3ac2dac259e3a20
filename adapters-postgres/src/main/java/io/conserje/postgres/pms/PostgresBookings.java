package io.conserje.postgres.pms;

import static io.conserje.postgres.schema.Tables.BOOKINGS;

import io.conserje.application.pms.Bookings;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.lock.PostgresFences;
import io.conserje.postgres.sql.Dates;
import io.conserje.postgres.sql.ServerTime;
import io.conserje.postgres.tx.Statements;
import io.conserje.postgres.tx.Transactions;
import java.io.Serial;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Bookings in {@code conserje.bookings}. A booking is recorded in the transaction that admits its fence for each of its
 * nights.
 */
public final class PostgresBookings implements Bookings {

    private final Transactions transactions;
    private final Supplier<UUID> ids;

    /** @param ids ids of new bookings */
    public PostgresBookings(Transactions transactions, Supplier<UUID> ids) {
        this.transactions = transactions;
        this.ids = ids;
    }

    /** Rolls the transaction back, so that the admitted fences are undone with it. */
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
            throw new RefusedException(new Outcome.HoldEnded());
        }
        return insert(hold, statements)
                .or(() -> findBookingOf(hold, statements))
                .orElseThrow(() -> new RefusedException(
                        hasEnded(hold, statements) ? new Outcome.HoldEnded() : new Outcome.Taken()));
    }

    private Optional<Booking> insert(RoomHold hold, Statements statements) {
        return statements
                .fetch(DSL.insertInto(
                                BOOKINGS,
                                BOOKINGS.TENANT_ID,
                                BOOKINGS.BOOKING_ID,
                                BOOKINGS.OWNER,
                                BOOKINGS.ROOM,
                                BOOKINGS.CHECK_IN,
                                BOOKINGS.CHECK_OUT,
                                BOOKINGS.HOLDER,
                                BOOKINGS.FENCE)
                        .select(DSL.select(
                                        DSL.val(hold.tenant().value()),
                                        DSL.val(ids.get()),
                                        DSL.val(hold.owner().value()),
                                        DSL.val(hold.room().value()),
                                        Dates.of(hold.stay().checkIn()),
                                        Dates.of(hold.stay().checkOut()),
                                        DSL.val(hold.holder().value()),
                                        DSL.val(hold.fence()))
                                .where(DSL.not(ended(hold))))
                        .onConflictDoNothing()
                        .returning())
                .stream()
                .findFirst()
                .map(row -> booking(hold.tenant(), row));
    }

    private static boolean hasEnded(RoomHold hold, Statements statements) {
        return !statements.fetch(DSL.selectOne().where(ended(hold))).isEmpty();
    }

    /** By the server's clock, which is the same for all clients. */
    private static Condition ended(RoomHold hold) {
        return DSL.val(hold.until().atOffset(ZoneOffset.UTC), SQLDataType.TIMESTAMPWITHTIMEZONE)
                .le(ServerTime.NOW);
    }

    private static Optional<Booking> findBookingOf(RoomHold hold, Statements statements) {
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
                        // No stay is longer, so that the index is not read from its beginning.
                        .and(BOOKINGS.CHECK_IN.gt(Dates.of(stay.checkIn().minusDays(Stay.MAX_NIGHTS))))
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
