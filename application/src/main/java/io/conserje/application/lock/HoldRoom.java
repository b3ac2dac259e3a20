package io.conserje.application.lock;

import io.conserje.application.lock.RoomHolds.Claim;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.Tenant;
import java.time.InstantSource;
import java.time.LocalDate;

/** Holds a room for a stay that begins today or later. Thread-safe. */
public final class HoldRoom {

    private final RoomHolds holds;
    private final HoldTerms terms;
    private final InstantSource clock;

    /**
     * @param terms how long a hold lasts
     * @param clock gives the date at the hotel; the store's own clock decides when a hold ends
     */
    public HoldRoom(RoomHolds holds, HoldTerms terms, InstantSource clock) {
        this.holds = holds;
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Claims the room for {@link HoldTerms#life()}. If the call fails, repeat it with the same claimant: it claims
     * once.
     *
     * @return {@link Claim.Granted} with the hold, or {@link Claim.Refused} if another hold shares a night
     * @throws PastStayException if the stay began before today by the hotel's calendar; the store is not asked
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached in time
     */
    public Claim hold(Tenant hotel, RoomId room, Stay stay, Claimant claimant) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), hotel.zone());
        if (stay.checkIn().isBefore(today)) {
            throw new PastStayException(stay, today);
        }
        return holds.claim(hotel.id(), room, stay, claimant, terms.life());
    }
}
