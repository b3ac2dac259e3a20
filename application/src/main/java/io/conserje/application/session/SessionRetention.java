package io.conserje.application.session;

/**
 * Removes expired sessions of all hotels, in small batches, from a store that does not remove them by itself. Sessions
 * expire by the store's clock. Thread-safe.
 */
public interface SessionRetention {

    /**
     * Removes expired sessions, in a unit of work of its own. A live session stays.
     *
     * @param max how many at most, 1 or more
     * @return how many were removed. Fewer than {@code max} means that no more are left for now, or that another
     *     process is removing them
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    int removeExpired(int max);
}
