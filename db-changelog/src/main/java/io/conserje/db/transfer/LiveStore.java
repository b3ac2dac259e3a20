package io.conserje.db.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A store apart from the database, such as Redis, in which a service keeps sessions, holds and leases. Thread-safe. Every
 * method throws {@link LiveStoreException} if the store cannot be reached, refuses, or has something that cannot be read.
 */
public interface LiveStore {

    /** The time by the store's clock. */
    Instant now();

    /** Why nothing can be moved from this store or into it, each with its remedy; empty if it can. */
    List<String> refusals();

    /** What an operator should know of this store beside that. */
    List<String> notes();

    /**
     * Reads the live sessions and holds, the leases, and all fences of hotels, part by part.
     *
     * @return how many other hotels the store knows
     */
    int read(Set<String> hotels, Consumer<LiveState> parts);

    /**
     * Writes what another store had, with its versions, fences and ends. Writing it again changes nothing.
     *
     * @return how many of these were left out, because this store has something newer
     */
    int write(LiveState state);

    /** Ends these sessions, holds and leases. Their fences stay. */
    void end(LiveState state);

    /**
     * Leaves a mark by which the store is recognised under another address.
     *
     * @param life after which it is gone by itself
     */
    void mark(UUID mark, Duration life);

    boolean isMarked(UUID mark);

    void unmark(UUID mark);
}
