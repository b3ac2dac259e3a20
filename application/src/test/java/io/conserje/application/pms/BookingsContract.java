package io.conserje.application.pms;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.application.fixture.Crowd;
import io.conserje.application.fixture.Fresh;
import io.conserje.application.lock.Claimants;
import io.conserje.application.lock.RoomHoldsContract;
import io.conserje.application.pms.Bookings.Outcome;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Bookings}. Every test has tenants of its own, so that implementations may share one server.
 */
public interface BookingsContract {

    RoomId ROOM = new RoomId("101");

    Bookings bookings();

    /** Registers tenants, if the store requires it. */
    default void givenTenants(TenantId... tenants) {}

    @Test
    default void booksWhatIsHeld() {
        RoomHold hold = hold(givenTenant(), nights(10, 12), 5);
        Booking booking = booked(bookings().book(hold));
        assertThat(booking)
                .isEqualTo(new Booking(
                        hold.tenant(), booking.id(), hold.room(), hold.stay(), hold.holder(), hold.fence()));
        assertThat(booking.code()).matches("[0-9A-F]{8}");
        assertThat(bookings().find(hold.tenant(), nights(11, 20))).containsExactly(booking);
    }

    @Test
    default void booksTheSameHoldOnceUnderConcurrency() {
        RoomHold hold = hold(givenTenant(), nights(10, 12), 5);
        List<Booking> made = Crowd.of(8, member -> () -> booked(bookings().book(hold)));
        assertThat(made).containsOnly(made.getFirst());
        assertThat(bookings().find(hold.tenant(), nights(1, 30))).containsExactly(made.getFirst());
    }

    @Test
    default void refusesATokenThatBookedOtherNights() {
        RoomHold first = hold(givenTenant(), nights(10, 12), 5);
        Booking booking = booked(bookings().book(first));
        RoomHold again =
                new RoomHold(first.tenant(), first.room(), nights(20, 22), first.claimant(), 6, first.until(), 0);
        assertThat(bookings().book(again)).isEqualTo(new Outcome.Taken());
        assertThat(bookings().find(first.tenant(), nights(1, 30))).containsExactly(booking);
    }

    @Test
    default void refusesAnEndedHold() {
        RoomHold live = hold(givenTenant(), nights(10, 12), 5);
        RoomHold ended = new RoomHold(live.tenant(), live.room(), live.stay(), live.claimant(), 5, Instant.EPOCH, 0);
        assertThat(bookings().book(ended)).isEqualTo(new Outcome.HoldEnded());
        assertThat(bookings().find(live.tenant(), nights(1, 30))).isEmpty();
        // The refused hold left no fence behind.
        Booking booking = booked(bookings().book(hold(live.tenant(), nights(10, 12), 4)));
        assertThat(bookings().find(live.tenant(), nights(1, 30))).containsExactly(booking);
    }

    @Test
    default void repeatsABookingAfterTheHoldHasEnded() {
        RoomHold live = hold(givenTenant(), nights(10, 12), 5);
        Booking booking = booked(bookings().book(live));
        RoomHold ended = new RoomHold(live.tenant(), live.room(), live.stay(), live.claimant(), 5, Instant.EPOCH, 0);
        assertThat(booked(bookings().book(ended))).isEqualTo(booking);
    }

    @Test
    default void refusesAHoldBehindALaterFence() {
        TenantId tenant = givenTenant();
        RoomHold slept = hold(tenant, nights(10, 13), 5);
        Booking later = booked(bookings().book(hold(tenant, nights(12, 14), 6)));
        assertThat(bookings().book(slept)).isEqualTo(new Outcome.HoldEnded());
        assertThat(bookings().find(tenant, nights(1, 30))).containsExactly(later);
        // The refused hold left no fence on its other nights: an older hold of those still books.
        booked(bookings().book(hold(tenant, nights(10, 12), 4)));
    }

    @Test
    default void aLaterFenceDoesNotReplaceABooking() {
        TenantId tenant = givenTenant();
        Booking first = booked(bookings().book(hold(tenant, nights(10, 13), 5)));
        assertThat(bookings().book(hold(tenant, nights(12, 14), 6))).isEqualTo(new Outcome.Taken());
        assertThat(bookings().find(tenant, nights(1, 30))).containsExactly(first);
        // The refused hold left no fence behind.
        booked(bookings().book(hold(tenant, nights(13, 14), 5)));
    }

    @Test
    default void comparesFencesOfTheSameNightsOnly() {
        TenantId tenant = givenTenant();
        booked(bookings().book(hold(tenant, nights(12, 14), 9)));
        booked(bookings().book(hold(tenant, nights(10, 12), 5)));
        booked(bookings().book(hold(tenant, nights(14, 15), 7)));
        assertThat(bookings().find(tenant, nights(1, 30)))
                .extracting(Booking::stay)
                .containsExactly(nights(10, 12), nights(12, 14), nights(14, 15));
    }

    @Test
    default void oneOfManyConcurrentOverlappingHoldsBooks() {
        TenantId tenant = givenTenant();
        List<Outcome> outcomes = Crowd.of(
                12,
                member -> () -> bookings().book(hold(tenant, nights(10 + member % 3, 13 + member % 3), 100 - member)));
        assertThat(outcomes).filteredOn(Outcome.Booked.class::isInstance).hasSize(1);
        assertThat(bookings().find(tenant, nights(1, 30))).hasSize(1);
    }

    @Test
    default void separatesRoomsAndHotels() {
        TenantId tenant = givenTenant();
        TenantId elsewhere = givenTenant();
        RoomHold hold = hold(tenant, nights(10, 12), 5);
        booked(bookings().book(hold));
        booked(bookings().book(hold(elsewhere, nights(10, 12), 1)));
        booked(bookings()
                .book(new RoomHold(tenant, new RoomId("102"), hold.stay(), Claimants.anybody(), 1, hold.until(), 0)));
        assertThat(bookings().find(tenant, nights(10, 11)))
                .extracting(booking -> booking.room().value())
                .containsExactly("101", "102");
        assertThat(bookings().find(elsewhere, nights(10, 11))).hasSize(1);
        assertThat(bookings().find(tenant, nights(12, 13))).isEmpty();
    }

    private TenantId givenTenant() {
        TenantId tenant = Fresh.tenant();
        givenTenants(tenant);
        return tenant;
    }

    private static Stay nights(int from, int to) {
        return RoomHoldsContract.nights(from, to);
    }

    private static RoomHold hold(TenantId tenant, Stay stay, long fence) {
        return new RoomHold(
                tenant, ROOM, stay, Claimants.anybody(), fence, Instant.now().plus(RoomHoldsContract.LASTING), 0);
    }

    private static Booking booked(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Booked.class);
        return ((Outcome.Booked) outcome).booking();
    }
}
