package io.conserje.domain.lock;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;

/**
 * A room that is kept for a stay, for a time.
 *
 * @param fence grows with every hold of the room, also over release, expiry and restart; show it to what the hold protects
 * @param until when it ends, exclusive, by the store's clock
 * @param extensions how often it was extended
 */
public record RoomHold(
        TenantId tenant, RoomId room, Stay stay, Claimant claimant, long fence, Instant until, int extensions) {

    /** @throws IllegalArgumentException if the fence is below 1 or the extensions are negative */
    public RoomHold {
        if (fence < 1) {
            throw new IllegalArgumentException("The fence of a hold of room " + room + " is 1 or more, was " + fence);
        }
        if (extensions < 0) {
            throw new IllegalArgumentException("Extensions are counted from 0, were " + extensions);
        }
    }

    public HolderRef holder() {
        return claimant.holder();
    }

    public OwnerToken owner() {
        return claimant.owner();
    }
}
