package io.conserje.application.lock;

import java.time.Duration;

/**
 * Removes ended leases and old fences of all hotels, in small batches. Ages are measured by the store's clock. Each
 * call is a unit of work of its own and returns how many it removed. Fewer than {@code max} means that no more are left
 * for now, or that another process is removing them. Thread-safe.
 */
public interface LockRetention {

    /**
     * Removes leases that ended {@code ended} ago or before. Live leases stay. The next lease of such a key has a
     * higher fence, unless the store's clock went back by more than {@code ended}.
     */
    int removeLeases(Duration ended, int max);

    /**
     * Removes the last fence of resources that admitted none for {@code unused}. Such a resource then admits any fence,
     * even that of a former holder that was stopped for longer.
     */
    int removeFences(Duration unused, int max);
}
