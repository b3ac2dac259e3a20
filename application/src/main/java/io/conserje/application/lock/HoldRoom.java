package io.conserje.application.lock;

import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.Tenant;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;

/** Holds a room for a stay that is still to come. Thread-safe. */
public final class HoldRoom {

    /** What became of it. */
    public sealed interface Holding {
        /** The room is held. */
        record Held(RoomHold hold) implements Holding {}

        /** Another hold shares a night, until then. */
        record Taken(Stay held, Instant until) implements Holding {}

        /** The stay began before today, by the hotel's calendar; the store was not asked. */
        record Past(LocalDate today) implements Holding {}
    }

    private final RoomHolds holds;
    private final HoldTerms terms;
    private final InstantSource clock;

    /** @param clock tells the date at the hotel; how long a hold lasts is the store's to judge */
    public HoldRoom(RoomHolds holds, HoldTerms terms, InstantSource clock) {
        this.holds = holds;
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Claims the room for the terms' life. To repeat a claim that was not answered, repeat it with the same claimant.
     *
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached in time
     */
    public Holding hold(Tenant hotel, RoomId room, Stay stay, Claimant claimant) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), hotel.zone());
        if (stay.checkIn().isBefore(today)) {
            return new Holding.Past(today);
        }
        return switch (holds.claim(hotel.id(), room, stay, claimant, terms.life())) {
            case RoomHolds.Claim.Granted granted -> new Holding.Held(granted.hold());
            case RoomHolds.Claim.Refused refused -> new Holding.Taken(refused.held(), refused.until());
        };
    }
}
