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
     * Slots that were taken.
     *
     * @param number how many; 0 if none became free
     * @param last whether the last free slot is among them, which is for a hotel that has none
     */
    record Taken(int number, boolean last) {}

    /**
     * Waits until one slot is free, and then up to {@code gathering} until half of all slots are free. The last free slot
     * is taken by itself.
     *
     * @param all the number of slots at the moment
     * @param patience how long to wait for the first one
     * @return at most half of all; none if none became free, and once this is closed
     */
    Taken take(IntSupplier all, Duration gathering, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long patient = patience.toNanos();
            while (taken >= all.getAsInt() && !closed && patient > 0) {
                patient = changed.awaitNanos(patient);
            }
            if (taken >= all.getAsInt()) {
                return new Taken(0, false);
            }
            long left = gathering.toNanos();
            while (all.getAsInt() - taken < half(all) && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            int free = all.getAsInt() - taken;
            int most = free > 1 ? Math.min(free - 1, half(all)) : free;
            int granted = closed ? 0 : Math.max(0, most);
            taken += granted;
            return new Taken(granted, free == 1);
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

    /** Ends every {@link #take}, now and later, with none. */
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
