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
 * Time-limited claims of rooms for stays. At no time do two live holds of a room share a night: the store itself decides, in
 * one step. Nothing waits, nothing is re-entrant. Holds end by the store's clock, at the very instant that {@code until}
 * names. Thread-safe; each call is a unit of work of its own, never part of a transaction.
 *
 * <p>Every method throws {@link io.conserje.application.store.StoreUnavailableException} if the store cannot be reached in
 * time: then nothing is granted that the caller knows of. Repeat the same call with the same values: it is done once. Only of
 * a release the answer may differ, see {@link Release#LOST}.
 */
public interface RoomHolds {

    /** What became of a claim. Either names the holds that it found expired and cleared away, of the room and perhaps of others, each told to one claim only. */
    sealed interface Claim {

        List<RoomHold> expired();

        /** The room is the claimant's until then. */
        record Granted(RoomHold hold, List<RoomHold> expired) implements Claim {
            public Granted {
                expired = List.copyOf(expired);
            }
        }

        /** Another hold shares a night; nothing changed. Whose it is, is not told. */
        record Refused(Stay held, Instant until, List<RoomHold> expired) implements Claim {
            public Refused {
                expired = List.copyOf(expired);
            }
        }
    }

    /** What became of an extension. */
    sealed interface Extension {
        /** It ends that much later; use this value from now on. */
        record Extended(RoomHold hold) implements Extension {}

        /** It was extended as often as it may be and ends as before. */
        record Exhausted(Instant until) implements Extension {}

        /** It has ended and the room may be another's; nothing changed. */
        record Lost() implements Extension {}
    }

    /** What became of a release. */
    enum Release {
        RELEASED,
        /**
         * There was nothing to release: it had ended, and the room may be another's; nothing changed. Also the answer to
         * a release that is repeated because its own answer was lost: no store remembers what is gone.
         */
        LOST
    }

    /**
     * Claims a room for a stay. The same claim again, by the same owner token, is the same hold, and changes nothing; a token
     * that has a live hold of the room for something else is refused with that.
     *
     * @param life how long the hold lasts, 50 ms to 24 h
     * @throws IllegalArgumentException if life is out of bounds
     */
    Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life);

    /** Lets a hold end later, by the terms' extension. The same value extended twice is extended once. */
    Extension extend(RoomHold hold, HoldTerms terms);

    /** Ends a hold. */
    Release release(RoomHold hold);

    /** The live holds of a room, by check-in. */
    List<RoomHold> findByRoom(TenantId tenant, RoomId room);

    /** The live holds that somebody has, by room and check-in. */
    List<RoomHold> findByHolder(TenantId tenant, HolderRef holder);

    /** The live holds of a hotel, by room and check-in. */
    List<RoomHold> live(TenantId tenant);
}
