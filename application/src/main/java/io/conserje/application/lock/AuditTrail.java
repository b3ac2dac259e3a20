package io.conserje.application.lock;

import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.LockEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records events in batches, behind the operations that they tell of. It keeps a bounded number in memory; whoever brings one
 * more writes a batch through before going on. What the store refuses is tried again with the next batch, as long as there is
 * room. Closing it writes what is left. What is lost all the same (a process that is killed; a store that stays away
 * while the buffer is full, or at the close) is told to the listener, except by the dead. Thread-safe.
 */
public final class AuditTrail implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int BATCH = 1000;

    private record Waiting(LockEvent event, long since) {}

    /** What became of an attempt to write. */
    private enum Batch {
        NONE_WAITED,
        WRITTEN,
        STORE_AWAY
    }

    private final LockAudit audit;
    private final LockListener listener;
    private final int capacity;
    private final LongSupplier nanos;
    private final Thread writer;

    /** Guards the buffer and what is known of the store. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    private final Deque<Waiting> buffer = new ArrayDeque<>();
    private boolean closed;

    /** Held while a batch is written: batches reach the store one after the other, and only here events leave the buffer. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Whether the last attempt found the store away. */
    private volatile boolean away;

    /** How many attempts have ended. */
    private final AtomicLong attempts = new AtomicLong();

    /**
     * A trail that writes every tenth of a second, or sooner if a thousand events wait. It has a thread of its own.
     *
     * @param capacity how many events it keeps at most, 1 to 1,000,000
     * @param nanos a clock that only counts, as {@code System::nanoTime}
     */
    public AuditTrail(LockAudit audit, int capacity, LongSupplier nanos, LockListener listener) {
        if (capacity < 1 || capacity > 1_000_000) {
            throw new IllegalArgumentException("An audit trail keeps 1 to 1000000 events, not " + capacity);
        }
        this.audit = audit;
        this.capacity = capacity;
        this.nanos = nanos;
        this.listener = listener;
        this.writer = Thread.ofVirtual().name("lock-audit").unstarted(this::writeUntilClosed);
        writer.start();
    }

    /** Takes an event that has just happened. Quick, unless the buffer is full. */
    public void add(LockEvent event) {
        Waiting waiting = new Waiting(event, nanos.getAsLong());
        boolean storeAway = false;
        while (!offer(waiting)) {
            if (storeAway || isClosed()) {
                listener.auditEventsLost(
                        1,
                        new IllegalStateException("The audit trail "
                                + (storeAway ? "is full and its store is away" : "was closed before the event came")));
                return;
            }
            storeAway = !makesRoom();
        }
    }

    /**
     * Writes a batch, unless somebody does. Whoever finds the store away and somebody asking again does not wait behind him, and
     * whoever waited does not ask again what the one before him found: a lock must not wait for its audit.
     */
    private boolean makesRoom() {
        if (away && writing.isLocked()) {
            return false;
        }
        long known = attempts.get();
        writing.lock();
        try {
            boolean askedMeanwhile = attempts.get() != known;
            return askedMeanwhile ? !away : writeBatch() != Batch.STORE_AWAY;
        } finally {
            writing.unlock();
        }
    }

    /** Writes all that waits now. What cannot be written, because the store is away, waits on. */
    public void flush() {
        Batch last = Batch.WRITTEN;
        while (last == Batch.WRITTEN) {
            last = writeBatch();
        }
    }

    /** Writes what is left, and ends. What cannot be written now, and what comes later, is lost. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
        join();
        flush();
        giveUp();
    }

    private boolean offer(Waiting waiting) {
        lock.lock();
        try {
            if (closed || buffer.size() >= capacity) {
                return false;
            }
            buffer.addLast(waiting);
            if (buffer.size() == 1 || buffer.size() == BATCH) {
                filled.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void writeUntilClosed() {
        boolean storeAway = false;
        while (awaitWork(storeAway)) {
            storeAway = writeBatch() == Batch.STORE_AWAY;
        }
    }

    /** Waits for a whole batch, or a moment for less than one. False when the trail is closed. */
    private boolean awaitWork(boolean storeAway) {
        lock.lock();
        try {
            while (buffer.isEmpty() && !closed) {
                filled.awaitUninterruptibly();
            }
            long left = PAUSE.toNanos();
            while (left > 0 && !closed && (storeAway || buffer.size() < BATCH)) {
                left = filled.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException interrupted) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Batch writeBatch() {
        writing.lock();
        try {
            List<Happened> batch = first(BATCH);
            if (batch.isEmpty()) {
                return Batch.NONE_WAITED;
            }
            Batch ended = write(batch);
            away = ended == Batch.STORE_AWAY;
            attempts.incrementAndGet();
            return ended;
        } finally {
            writing.unlock();
        }
    }

    private Batch write(List<Happened> batch) {
        try {
            int recorded = audit.record(batch);
            if (recorded < batch.size()) {
                listener.auditEventsLost(
                        batch.size() - recorded,
                        new IllegalStateException("The audit's store does not know the hotels of some events"));
            }
        } catch (StoreUnavailableException storeAway) {
            return Batch.STORE_AWAY;
        } catch (RuntimeException refused) {
            return batch.size() == 1 ? lose(refused) : oneByOne(batch.size());
        }
        remove(batch.size());
        return Batch.WRITTEN;
    }

    /** Of a batch that is refused, only what is refused by itself is lost. */
    private Batch oneByOne(int events) {
        for (int event = 0; event < events; event++) {
            if (write(first(1)) == Batch.STORE_AWAY) {
                return Batch.STORE_AWAY;
            }
        }
        return Batch.WRITTEN;
    }

    /** Nothing that is tried again helps; what comes after must not wait for it. */
    private Batch lose(RuntimeException refused) {
        listener.auditEventsLost(1, refused);
        remove(1);
        return Batch.WRITTEN;
    }

    private List<Happened> first(int most) {
        Moment recording = new Moment();
        lock.lock();
        try {
            return buffer.stream()
                    .limit(most)
                    .map(waiting -> new Happened(waiting.event(), () -> recording.since(waiting.since())))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** When a batch is recorded: the first who asks decides for all, so that what happened in order is recorded so. */
    private final class Moment {

        private @Nullable Long at;

        synchronized Duration since(long then) {
            if (at == null) {
                at = nanos.getAsLong();
            }
            return Duration.ofNanos(at - then);
        }
    }

    private void remove(int written) {
        lock.lock();
        try {
            for (int event = 0; event < written; event++) {
                buffer.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveUp() {
        writing.lock();
        lock.lock();
        try {
            if (!buffer.isEmpty()) {
                listener.auditEventsLost(
                        buffer.size(),
                        new IllegalStateException("The audit's store was away when the trail was closed"));
                buffer.clear();
            }
        } finally {
            lock.unlock();
            writing.unlock();
        }
    }

    private void join() {
        try {
            writer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
