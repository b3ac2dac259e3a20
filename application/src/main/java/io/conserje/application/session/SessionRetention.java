package io.conserje.application.session;

/**
 * Removes sessions from a store that does not do so by itself, across hotels, a small batch a call. Expiry is judged by the store's
 * clock. Thread-safe.
 */
public interface SessionRetention {

    /**
     * Removes sessions that have expired; one that lives stays. A unit of work of its own.
     *
     * @param most 1 or more
     * @return how many it removed: fewer than {@code most} means that there are no more for now, or that others were at them
     * @throws io.conserje.application.store.StoreUnavailableException if the store cannot be reached
     */
    int removeExpired(int most);
}
