package io.conserje.application.lock;

import io.conserje.application.lock.LockAudit.Happened;
import io.conserje.application.process.DatabaseClosedException;
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
 * Records events in batches, after the operations that caused them. It buffers a bounded number of events. If the
 * buffer is full, {@link #add} first writes a batch. If the store is unavailable, the events stay in the buffer until
 * the next batch. Closing the trail writes the rest.
 *
 * <p>Events are lost if the store is unavailable while the buffer is full or the trail is closed, if the store refuses
 * them, or if the process is killed. Every loss is reported to the listener, unless the process was killed.
 * Thread-safe.
 */
public final class AuditTrail implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int BATCH = 1000;

    private record Waiting(LockEvent event, long since) {}

    /** The result of writing a batch. */
    private enum Batch {
        EMPTY,
        WRITTEN,
        STORE_UNAVAILABLE
    }

    private final LockAudit audit;
    private final LockListener listener;
    private final int capacity;
    private final LongSupplier nanos;
    private final Thread writer;

    /** Guards the buffer. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition filled = lock.newCondition();
    private final Deque<Waiting> buffer = new ArrayDeque<>();
    private boolean closed;

    /** Held while a batch is written, so batches are written in order. Events leave the buffer only under this lock. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Whether the store was unavailable in the last attempt. */
    private volatile boolean lastFailed;

    /** The number of completed attempts. */
    private final AtomicLong attempts = new AtomicLong();

    /**
     * Creates a trail that writes every 100 ms, or as soon as 1000 events wait. It has a thread of its own.
     *
     * @param capacity the maximum number of buffered events, 1 to 1 000 000
     * @param nanos a monotonic clock, such as {@code System::nanoTime}
     * @throws IllegalArgumentException if the capacity is out of bounds
     */
    public AuditTrail(LockAudit audit, int capacity, LongSupplier nanos, LockListener listener) {
        if (capacity < 1 || capacity > 1_000_000) {
            throw new IllegalArgumentException("`capacity` must be 1 to 1000000 events, was " + capacity);
        }
        this.audit = audit;
        this.capacity = capacity;
        this.nanos = nanos;
        this.listener = listener;
        this.writer = Thread.ofVirtual().name("lock-audit").unstarted(this::writeUntilClosed);
        writer.start();
    }

    /** Adds an event that has just happened. It returns at once, unless the buffer is full. */
    public void add(LockEvent event) {
        Waiting waiting = new Waiting(event, nanos.getAsLong());
        boolean unavailable = false;
        while (!offer(waiting)) {
            if (unavailable || isClosed()) {
                listener.auditEventsLost(
                        1,
                        new IllegalStateException(
                                unavailable
                                        ? "The audit trail is full, and its store is unavailable"
                                        : "The audit trail was closed before the event was added"));
                return;
            }
            unavailable = !makesRoom();
        }
    }

    /**
     * Writes a batch to make room in the buffer; false if the store is unavailable. Locks must not wait for their
     * audit. Therefore a thread does not wait for an attempt if the last one failed, and does not repeat an attempt for
     * which it waited.
     */
    private boolean makesRoom() {
        if (lastFailed && writing.isLocked()) {
            return false;
        }
        long before = attempts.get();
        writing.lock();
        try {
            boolean attempted = attempts.get() != before;
            return attempted ? !lastFailed : writeBatch() != Batch.STORE_UNAVAILABLE;
        } finally {
            writing.unlock();
        }
    }

    /** Writes all buffered events. If the store is unavailable, they stay buffered. */
    public void flush() {
        Batch last = Batch.WRITTEN;
        while (last == Batch.WRITTEN) {
            last = writeBatch();
        }
    }

    /**
     * Writes all buffered events and ends. Events that cannot be written, and events that are added later, are lost.
     */
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
        dropRest();
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
        boolean unavailable = false;
        while (awaitWork(unavailable)) {
            unavailable = writeBatch() == Batch.STORE_UNAVAILABLE;
        }
    }

    /** Waits for a full batch, or for a pause if there is at least one event; false if the trail is closed. */
    private boolean awaitWork(boolean unavailable) {
        lock.lock();
        try {
            while (buffer.isEmpty() && !closed) {
                filled.awaitUninterruptibly();
            }
            long left = PAUSE.toNanos();
            while (left > 0 && !closed && (unavailable || buffer.size() < BATCH)) {
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
                return Batch.EMPTY;
            }
            Batch ended = write(batch);
            lastFailed = ended == Batch.STORE_UNAVAILABLE;
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
        } catch (DatabaseClosedException closed) {
            // A hotel that has moved stays closed for days, and the others must not wait for it.
            return closed.hotel() == null ? Batch.STORE_UNAVAILABLE : refused(batch, closed);
        } catch (StoreUnavailableException away) {
            return Batch.STORE_UNAVAILABLE;
        } catch (RuntimeException refused) {
            return refused(batch, refused);
        }
        remove(batch.size());
        return Batch.WRITTEN;
    }

    private Batch refused(List<Happened> batch, RuntimeException refused) {
        return batch.size() == 1 ? lose(refused) : oneByOne(batch.size());
    }

    /** Writes a refused batch event by event, so that only refused events are lost. */
    private Batch oneByOne(int events) {
        for (int event = 0; event < events; event++) {
            if (write(first(1)) == Batch.STORE_UNAVAILABLE) {
                return Batch.STORE_UNAVAILABLE;
            }
        }
        return Batch.WRITTEN;
    }

    /** Drops the first event: a retry does not help, and later events must not wait for it. */
    private Batch lose(RuntimeException refused) {
        listener.auditEventsLost(1, refused);
        remove(1);
        return Batch.WRITTEN;
    }

    private List<Happened> first(int max) {
        Moment recording = new Moment();
        lock.lock();
        try {
            return buffer.stream()
                    .limit(max)
                    .map(waiting -> new Happened(waiting.event(), () -> recording.since(waiting.since())))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The recording time of a batch. It is read once, so that events keep their order. */
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

    private void dropRest() {
        writing.lock();
        lock.lock();
        try {
            if (!buffer.isEmpty()) {
                listener.auditEventsLost(
                        buffer.size(),
                        new IllegalStateException("The audit's store was unavailable when the trail was closed"));
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
