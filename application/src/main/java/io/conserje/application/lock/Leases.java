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
 * Exclusive, time-limited claims of keys. No call waits for another holder. Leases are not re-entrant: the owner is a
 * token, not a thread. Leases end by the store's clock, at the instant {@code until}. Thread-safe; each call is a unit
 * of work of its own, never part of a transaction.
 *
 * <p>Every method throws {@link io.conserje.application.store.StoreUnavailableException} if the store cannot be reached
 * in time. The call may or may not have taken effect. Repeat it with the same values: it takes effect once. Only the
 * answer to a repeated release can differ, see {@link Release#LOST}.
 */
public interface Leases {

    /** The result of a claim. */
    sealed interface Claim {
        /**
         * The claimant has the lease.
         *
         * @param expired the previous lease of the key, if it expired; else null
         */
        record Granted(Lease lease, @Nullable Lease expired) implements Claim {}

        /** Another claimant has the lease, until then. */
        record Refused(Instant until) implements Claim {}
    }

    /** The result of a renewal. */
    sealed interface Renewal {
        /** The lease was renewed. Use this value from now on. */
        record Renewed(Lease lease) implements Renewal {}

        /** The lease had ended, and another claimant may have the key. Nothing changed. */
        record Lost() implements Renewal {}
    }

    /** The result of a release. */
    enum Release {
        /** The lease ended with this call. */
        RELEASED,
        /**
         * The lease had ended before, and another claimant may have the key. Nothing changed. A repeated release also
         * gets this answer, because stores do not keep released leases.
         */
        LOST
    }

    /**
     * Claims a key. A repeated claim with the same owner token returns the same lease and changes nothing.
     *
     * @param life the duration of the lease, 50 ms to 24 h
     * @throws IllegalArgumentException if life is out of bounds
     */
    Claim claim(LeaseKey key, Claimant claimant, Duration life);

    /**
     * Renews a lease, so that it lasts for {@code life} from now.
     *
     * @param life 50 ms to 24 h
     * @throws IllegalArgumentException if life is out of bounds
     */
    Renewal renew(Lease lease, Duration life);

    /** Ends a lease. */
    Release release(Lease lease);

    /** The live leases of a hotel, ordered by name. */
    List<Lease> live(TenantId tenant);
}
