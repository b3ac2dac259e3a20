package io.conserje.domain.lock;

import io.conserje.domain.tenancy.TenantId;
import java.time.Instant;

/**
 * A hold: a room that is reserved for a stay, for a limited time.
 *
 * @param fence a number that grows with every hold of the room, even after a release, an expiry or a restart. Pass it
 *     to whatever the hold protects
 * @param until when it ends, exclusive, by the store's clock
 * @param extensions how often it was extended
 */
public record RoomHold(
        TenantId tenant, RoomId room, Stay stay, Claimant claimant, long fence, Instant until, int extensions) {

    /** @throws IllegalArgumentException if the fence is below 1 or the extensions are negative */
    public RoomHold {
        if (fence < 1) {
            throw new IllegalArgumentException(
                    "The fence of a hold of room " + room + " must be 1 or more, was " + fence);
        }
        if (extensions < 0) {
            throw new IllegalArgumentException("`extensions` must be 0 or more, was " + extensions);
        }
    }

    public HolderRef holder() {
        return claimant.holder();
    }

    public OwnerToken owner() {
        return claimant.owner();
    }
}
