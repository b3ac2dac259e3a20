package io.conserje.application.receptionist.booking;

import io.conserje.application.lock.HoldRoom;
import io.conserje.application.lock.PastStayException;
import io.conserje.application.lock.ReleaseHold;
import io.conserje.application.lock.RoomHolds;
import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.application.pms.Bookings;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.messaging.MessageId;
import io.conserje.domain.pms.Booking;
import io.conserje.domain.pms.Offer;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.tenancy.Tenant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds and books rooms for guests, one room at a time for each. Every step can be repeated for the same message with
 * the same result, because the message's id is the owner token of its claim. Thread-safe.
 */
public final class Reservations {

    /** The guest that asks, the message in which the guest asks, and how the answer is shown. */
    record Asker(Tenant hotel, GuestRef guest, MessageId message, Presenter presenter) {
        private HolderRef holder() {
            return new HolderRef(guest.channel() + ":" + guest.address());
        }

        private Claimant claimant() {
            return new Claimant(holder(), new OwnerToken(message.toString()));
        }
    }

    private final RoomHolds holds;
    private final HoldRoom holdRoom;
    private final Bookings bookings;

    /** @param clock gives the date at the hotel */
    public Reservations(RoomHolds holds, HoldTerms terms, Bookings bookings, InstantSource clock) {
        this.holds = holds;
        this.holdRoom = new HoldRoom(holds, terms, clock);
        this.bookings = bookings;
    }

    /**
     * Holds a room and releases the guest's other holds. If the room cannot be held, the other holds stay.
     *
     * @return the hold; none if the room is somebody else's or the stay began before today
     * @throws StoreUnavailableException if the holds cannot be reached
     */
    Optional<RoomHold> hold(Asker asker, Choice choice) {
        List<RoomHold> before = holds.findByHolder(asker.hotel().id(), asker.holder());
        Optional<RoomHold> same = same(before, choice);
        if (same.isPresent()) {
            before.stream().filter(hold -> !hold.equals(same.get())).forEach(this::releaseQuietly);
            return same;
        }
        // The guest's own hold must not refuse the guest.
        List<RoomHold> inTheWay = before.stream()
                .filter(hold -> hold.room().equals(choice.room()) && hold.stay().overlaps(choice.stay()))
                .toList();
        inTheWay.forEach(holds::release);
        Optional<RoomHold> held = claim(asker, choice);
        if (held.isPresent()) {
            before.stream().filter(hold -> !inTheWay.contains(hold)).forEach(this::releaseQuietly);
        } else {
            inTheWay.forEach(hold -> claim(asker, new Choice(hold.room(), hold.stay())));
        }
        return held;
    }

    /**
     * Books the room that the guest holds. A hold that has ended is claimed again first.
     *
     * @return the booking; none if the room is somebody else's or the stay began before today
     * @throws StoreUnavailableException if the holds or the bookings cannot be reached
     */
    Optional<Booking> confirm(Asker asker, Choice choice) {
        return own(asker, choice)
                .filter(booking -> booking.stay().equals(choice.stay()))
                .findFirst()
                .or(() -> same(holds.findByHolder(asker.hotel().id(), asker.holder()), choice)
                        .or(() -> claim(asker, choice))
                        .flatMap(this::book));
    }

    /** The guest's booking of a room on any night of a stay; none if the bookings cannot be reached. */
    Optional<Booking> findBooked(Asker asker, Choice choice) {
        try {
            return own(asker, choice).findFirst();
        } catch (StoreUnavailableException away) {
            return Optional.empty();
        }
    }

    private Stream<Booking> own(Asker asker, Choice choice) {
        return bookings.find(asker.hotel().id(), choice.stay()).stream()
                .filter(booking ->
                        booking.room().equals(choice.room()) && booking.holder().equals(asker.holder()));
    }

    /**
     * The room that the guest holds, from the store and not from memory; of several, the hold that ends last.
     *
     * @throws StoreUnavailableException if the holds cannot be reached
     */
    Optional<Choice> findHeld(Asker asker) {
        return holds.findByHolder(asker.hotel().id(), asker.holder()).stream()
                .max(Comparator.comparing(RoomHold::until))
                .map(hold -> new Choice(hold.room(), hold.stay()));
    }

    private Optional<Booking> book(RoomHold hold) {
        Bookings.Outcome outcome = bookings.book(hold);
        releaseQuietly(hold);
        return outcome instanceof Bookings.Outcome.Booked booked ? Optional.of(booked.booking()) : Optional.empty();
    }

    /** Releases a hold after the step is decided. If that fails, the hold ends by itself and the decision stands. */
    private void releaseQuietly(RoomHold hold) {
        try {
            holds.release(hold);
        } catch (StoreUnavailableException away) {
            // It ends by itself.
        }
    }

    /**
     * Releases all that the guest holds.
     *
     * @return whether there was a hold
     * @throws StoreUnavailableException if the holds cannot be reached
     */
    boolean cancel(Asker asker) {
        return new ReleaseHold(holds).releaseAll(asker.hotel().id(), asker.holder()) > 0;
    }

    /** The offers that nobody else holds; all of them if the holds cannot be reached. */
    List<Offer> free(Asker asker, List<Offer> offers) {
        try {
            List<RoomHold> others = holds.live(asker.hotel().id()).stream()
                    .filter(hold -> !hold.holder().equals(asker.holder()))
                    .toList();
            return offers.stream()
                    .filter(offer -> others.stream()
                            .noneMatch(hold -> hold.room().equals(offer.room().id())
                                    && hold.stay().overlaps(offer.stay())))
                    .toList();
        } catch (StoreUnavailableException away) {
            return offers;
        }
    }

    private Optional<RoomHold> claim(Asker asker, Choice choice) {
        try {
            Claim claim = holdRoom.hold(asker.hotel(), choice.room(), choice.stay(), asker.claimant());
            return claim instanceof Claim.Granted granted ? Optional.of(granted.hold()) : Optional.empty();
        } catch (PastStayException past) {
            return Optional.empty();
        }
    }

    private static Optional<RoomHold> same(List<RoomHold> holds, Choice choice) {
        return holds.stream()
                .filter(hold -> hold.room().equals(choice.room()) && hold.stay().equals(choice.stay()))
                .findFirst();
    }
}
