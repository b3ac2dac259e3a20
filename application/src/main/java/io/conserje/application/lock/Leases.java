package io.conserje.application.lock;

import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive, time-limited claims of anything that has a name. Nothing waits, nothing is re-entrant: the owner is a token,
 * not a thread. Leases end by the store's clock, at the very instant that {@code until} names. Thread-safe; each call is a
 * unit of work of its own, never part of a transaction.
 *
 * <p>Every method throws {@link io.conserje.application.store.StoreUnavailableException} if the store cannot be reached in
 * time: then nothing is granted that the caller knows of. Repeat the same call with the same values: it is done once. Only of
 * a release the answer may differ, see {@link Release#LOST}.
 */
public interface Leases {

    /** What became of a claim. */
    sealed interface Claim {
        /**
         * It is the claimant's until then.
         *
         * @param expired the lease before, if it ended by itself; else null
         */
        record Granted(Lease lease, @Nullable Lease expired) implements Claim {}

        /** It is somebody's until then. */
        record Refused(Instant until) implements Claim {}
    }

    /** What became of a renewal. */
    sealed interface Renewal {
        /** It ends that much later; use this value from now on. */
        record Renewed(Lease lease) implements Renewal {}

        /** It has ended and may be another's; nothing changed. */
        record Lost() implements Renewal {}
    }

    /** What became of a release. */
    enum Release {
        RELEASED,
        /**
         * There was nothing to release: it had ended, and may be another's; nothing changed. Also the answer to a release
         * that is repeated because its own answer was lost: no store remembers what is gone.
         */
        LOST
    }

    /**
     * Claims a key. The same claim again, by the same owner token, is the same lease, and changes nothing.
     *
     * @param life how long the lease lasts, 50 ms to 24 h
     * @throws IllegalArgumentException if life is out of bounds
     */
    Claim claim(LeaseKey key, Claimant claimant, Duration life);

    /**
     * Lets a lease last that long from now.
     *
     * @param life 50 ms to 24 h
     * @throws IllegalArgumentException if life is out of bounds
     */
    Renewal renew(Lease lease, Duration life);

    /** Ends a lease. */
    Release release(Lease lease);

    /** The live leases of a hotel, by name. */
    List<Lease> live(TenantId tenant);
}
