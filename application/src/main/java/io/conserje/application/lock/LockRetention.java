package io.conserje.application.lock;

import java.time.Duration;

/**
 * Removes what locks leave behind, across hotels, a small batch a call. Ages are judged by the store's clock. Each call is a unit
 * of work of its own, and returns how many it removed: fewer than {@code most} means that there are no more for now, or that
 * others were at them.
 * Thread-safe.
 */
public interface LockRetention {

    /**
     * Removes leases that ended that long ago; one that lasts stays, whatever the age. The fence of whoever claims such a key
     * next is higher all the same, unless the store's clock went back by more than that.
     */
    int removeLeases(Duration ended, int most);

    /**
     * Removes the last fence of resources that admitted none for that long. From then on they admit any: a holder that slept
     * for longer would be believed.
     */
    int removeFences(Duration unseen, int most);
}
