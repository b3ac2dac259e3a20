package io.conserje.bootstrap.work;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many pieces may be in hand at once: a semaphore that can be closed. Thread-safe. */
final class Places {

    private final int all;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int free;
    private boolean closed;

    Places(int all) {
        this.all = all;
        this.free = all;
    }

    /**
     * Waits for a place, and then for more as long as it is told to.
     *
     * @param most how many are wanted at most
     * @return how many were taken; none once it is closed
     */
    int take(int most, Duration gathering) throws InterruptedException {
        lock.lock();
        try {
            while (free == 0 && !closed) {
                changed.await();
            }
            long left = gathering.toNanos();
            while (free < most && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            int taken = closed ? 0 : Math.min(most, free);
            free -= taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(int places) {
        lock.lock();
        try {
            free += places;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits for a place gets none, nor does anybody later. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all places were free before that time was over. */
    boolean awaitAll(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (free < all && left > 0) {
                left = changed.awaitNanos(left);
            }
            return free == all;
        } finally {
            lock.unlock();
        }
    }
}
