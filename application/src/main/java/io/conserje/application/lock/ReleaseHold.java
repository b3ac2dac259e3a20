package io.conserje.application.lock;

import io.conserje.application.lock.RoomHolds.Release;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.tenancy.TenantId;

/** Releases holds before they end. Thread-safe. */
public final class ReleaseHold {

    private final RoomHolds holds;

    public ReleaseHold(RoomHolds holds) {
        this.holds = holds;
    }

    /** Releases one hold. */
    public Release release(RoomHold hold) {
        return holds.release(hold);
    }

    /**
     * Releases all holds of a holder.
     *
     * @return how many were released
     */
    public int releaseAll(TenantId tenant, HolderRef holder) {
        return (int) holds.findByHolder(tenant, holder).stream()
                .filter(hold -> holds.release(hold) == Release.RELEASED)
                .count();
    }
}
