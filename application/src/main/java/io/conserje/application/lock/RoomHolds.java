package io.conserje.application.lock;

import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Time-limited claims of rooms for stays. Two live holds of a room never share a night: the store decides in one atomic
 * step. No call waits for another holder, and holds are not re-entrant. Holds end by the store's clock, at the instant
 * {@code until}. Thread-safe; each call is a unit of work of its own, never part of a transaction.
 *
 * <p>Every method throws {@link io.conserje.application.store.StoreUnavailableException} if the store cannot be reached
 * in time. The call may or may not have taken effect. Repeat it with the same values: it takes effect once. Only the
 * answer to a repeated release can differ, see {@link Release#LOST}.
 */
public interface RoomHolds {

    /**
     * The result of a claim. Both results list the expired holds that this call removed, sometimes of other rooms. Each
     * expired hold is reported exactly once.
     */
    sealed interface Claim {

        /** The expired holds that this call removed. */
        List<RoomHold> expired();

        /** The claimant has the hold. */
        record Granted(RoomHold hold, List<RoomHold> expired) implements Claim {
            public Granted {
                expired = List.copyOf(expired);
            }
        }

        /** Another hold shares a night; nothing changed. The result does not reveal its holder. */
        record Refused(Stay held, Instant until, List<RoomHold> expired) implements Claim {
            public Refused {
                expired = List.copyOf(expired);
            }
        }
    }

    /** The result of an extension. */
    sealed interface Extension {
        /** The hold ends later. Use this value from now on. */
        record Extended(RoomHold hold) implements Extension {}

        /** The hold has no extensions left. It ends as before. */
        record Exhausted(Instant until) implements Extension {}

        /** The hold had ended, and the room may have another hold. Nothing changed. */
        record Lost() implements Extension {}
    }

    /** The result of a release. */
    enum Release {
        /** The hold ended with this call. */
        RELEASED,
        /**
         * The hold had ended before, and the room may have another hold. Nothing changed. A repeated release also gets
         * this answer, because stores do not keep released holds.
         */
        LOST
    }

    /**
     * Claims a room for a stay. A repeated claim with the same owner token returns the same hold and changes nothing. A
     * claim is refused if its token has a live hold of the room for another stay or holder.
     *
     * @param life the duration of the hold, 50 ms to 24 h
     * @throws IllegalArgumentException if life is out of bounds
     */
    Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life);

    /** Extends a hold by the extension of the terms. A repeated call with the same value extends it once. */
    Extension extend(RoomHold hold, HoldTerms terms);

    /** Releases a hold. */
    Release release(RoomHold hold);

    /** The live holds of a room, ordered by check-in. */
    List<RoomHold> findByRoom(TenantId tenant, RoomId room);

    /** The live holds of a holder, ordered by room and check-in. */
    List<RoomHold> findByHolder(TenantId tenant, HolderRef holder);

    /** The live holds of a hotel, ordered by room and check-in. */
    List<RoomHold> live(TenantId tenant);
}
