package io.conserje.application.lock;

import io.conserje.application.lock.RoomHolds.Release;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.tenancy.TenantId;

/** Gives rooms back before their holds end. Thread-safe. */
public final class ReleaseHold {

    private final RoomHolds holds;

    public ReleaseHold(RoomHolds holds) {
        this.holds = holds;
    }

    /** Ends one hold; of a former holder, nothing. */
    public Release release(RoomHold hold) {
        return holds.release(hold);
    }

    /**
     * Ends all that somebody holds.
     *
     * @return how many were theirs and are free now
     */
    public int releaseAll(TenantId tenant, HolderRef holder) {
        return (int) holds.findByHolder(tenant, holder).stream()
                .filter(hold -> holds.release(hold) == Release.RELEASED)
                .count();
    }
}
