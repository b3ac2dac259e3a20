package io.conserje.domain.lock;

import java.time.Instant;

/**
 * The exclusive use of a key, for a limited time.
 *
 * @param fence a number that grows with every lease of the key, even after a release, an expiry or a restart. Pass it
 *     to whatever the lease protects
 * @param until when it ends, exclusive, by the store's clock
 */
public record Lease(LeaseKey key, Claimant claimant, long fence, Instant until) {

    /** @throws IllegalArgumentException if the fence is below 1 */
    public Lease {
        if (fence < 1) {
            throw new IllegalArgumentException("The fence of a lease on " + key + " must be 1 or more, was " + fence);
        }
    }

    public HolderRef holder() {
        return claimant.holder();
    }

    public OwnerToken owner() {
        return claimant.owner();
    }
}
