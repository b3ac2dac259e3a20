package io.conserje.library.work;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** Limits the items in progress: a semaphore whose size can change, and that can be closed. Thread-safe. */
final class Slots {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int taken;
    private boolean closed;

    /**
     * Waits until one slot is free, and then up to {@code gathering} until half of all slots are free.
     *
     * @param all the number of slots at the moment
     * @param patience how long to wait for the first one
     * @return the number of slots that were taken: at most half of all; 0 if none became free, and once this is closed
     */
    int take(IntSupplier all, Duration gathering, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long patient = patience.toNanos();
            while (taken >= all.getAsInt() && !closed && patient > 0) {
                patient = changed.awaitNanos(patient);
            }
            if (taken >= all.getAsInt()) {
                return 0;
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

    void release(int slots) {
        lock.lock();
        try {
            taken -= slots;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every {@link #take}, now and later, with 0. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits up to {@code timeout} until all slots are free; false if they are not. */
    boolean awaitAll(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (taken > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return taken == 0;
        } finally {
            lock.unlock();
        }
    }
}
