package io.conserje.library.work;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** How many pieces are in hand: a semaphore of changing size that can be closed. Thread-safe. */
final class Places {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int taken;
    private boolean closed;

    /**
     * Waits for a place, and then for half of all as long as it is told to.
     *
     * @param all how many there may be at the moment
     * @return how many were taken, half of all at most; none once it is closed
     */
    int take(IntSupplier all, Duration gathering) throws InterruptedException {
        lock.lock();
        try {
            while (taken >= all.getAsInt() && !closed) {
                changed.await();
            }
            long left = gathering.toNanos();
            while (all.getAsInt() - taken < half(all) && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            int granted = closed ? 0 : Math.clamp(all.getAsInt() - taken, 0, half(all));
            taken += granted;
            return granted;
        } finally {
            lock.unlock();
        }
    }

    private static int half(IntSupplier all) {
        return (all.getAsInt() + 1) / 2;
    }

    void giveBack(int places) {
        lock.lock();
        try {
            taken -= places;
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
            while (taken > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return taken == 0;
        } finally {
            lock.unlock();
        }
    }
}
