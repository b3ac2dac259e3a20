package io.conserje.library.work;

import io.conserje.application.messaging.Cancellation;
import io.conserje.application.messaging.Room;
import io.conserje.application.process.Heartbeats;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims items and does them on virtual threads, up to a limit at the same time. One hotel takes at most its share of
 * these places, and the last place goes only to a hotel that has none in hand. If items are fast, it claims some of
 * them in advance, so that a thread does not wait for a claim. It releases a prefetched item that has waited for a
 * tenth of a second. Its threads outlive errors. A {@link Renewer} renews the leases.
 *
 * <p>An idle loop claims again after a pause, which doubles from 10 ms to 500 ms, or at once when {@link #wake} is
 * called. It needs no notification from the database, so that it works behind any pooler. Thread-safe.
 *
 * @param <T> one claimed item
 */
public final class WorkLoop<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);

    private static final Duration MIN_PAUSE = Duration.ofMillis(10);
    private static final Duration MAX_PAUSE = Duration.ofMillis(500);
    /** How long a claim waits for more free slots, because claiming several items at once is cheaper. */
    private static final Duration GATHERING = Duration.ofMillis(5);
    /** How long a prefetched item may wait here, because another process may have a free thread for it. */
    private static final Duration MAX_WAIT = Duration.ofMillis(100);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** How long a claim waits for a free slot before it is a turn of the loop. */
    private static final Duration TURN = Duration.ofSeconds(1);
    /** More than a claim takes if the store is away. */
    private static final Duration STUCK = Duration.ofMinutes(1);
    /** How long {@link #close} waits for cancelled items to be recorded. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Twice the most that a store lets be claimed at once, because a claim takes at most half of the slots. */
    private static final int MAX_SLOTS = 2000;

    private final Work<T> work;
    private final Duration lease;
    private final int concurrency;
    private final Prefetch prefetch;
    private final BooleanSupplier open;
    private final Slots slots = new Slots();
    private final Set<T> claimed = ConcurrentHashMap.newKeySet();
    private final Queue<Item> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Places places;
    private final Shares shares;
    private boolean wakeUp;
    private volatile boolean stopping;
    private volatile boolean claiming;
    private final Heartbeats heartbeats;
    private final Thread claimer;
    private final Thread releaser;

    /**
     * @param concurrency how many items are in progress at the same time, 1 to 1000
     * @param shares how much of these one hotel may take
     * @param lease the lease of an item
     * @param open whether items may be claimed now; asked before each claim, must be quick. Items in progress go on
     * @param heartbeats learn of each turn
     */
    public WorkLoop(
            Work<T> work, int concurrency, Shares shares, Duration lease, BooleanSupplier open, Heartbeats heartbeats) {
        this.work = work;
        this.concurrency = concurrency;
        this.places = new Places(concurrency);
        this.shares = shares;
        this.prefetch = new Prefetch(concurrency);
        this.lease = lease;
        this.open = open;
        this.heartbeats = heartbeats;
        this.claimer = thread(work.name() + "-claim", this::claimUntilStopped);
        this.releaser = thread(work.name() + "-release", this::releaseUntilStopped);
    }

    private static Thread thread(String name, Runnable task) {
        return Thread.ofVirtual().name(name).unstarted(task);
    }

    /** Starts to claim. Call it once. */
    public void start() {
        claimer.start();
        releaser.start();
    }

    /** Makes the loop claim at once, because there may be work. */
    public void wake() {
        lock.lock();
        try {
            wakeUp = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Claims no more, and tells the items in progress that the process stops. They go on. */
    public void stopClaiming() {
        stopping = true;
        slots.close();
        wake();
        claimed.forEach(work::announceStop);
    }

    /** Waits until no item is claimed; false if some still are after {@code timeout}. */
    public boolean awaitIdle(Duration timeout) {
        try {
            // A claim in progress has taken its slots, so that this waits for it, too.
            return slots.awaitAll(timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Stops to claim, and waits up to {@code timeout} for the items in progress. Those that take longer are cancelled,
     * so that another process can have them at once.
     *
     * @return how many items were cancelled
     */
    public int close(Duration timeout) {
        stopClaiming();
        try {
            if (awaitIdle(timeout)) {
                return 0;
            }
            List<T> late = claimed();
            late.forEach(item -> work.cancel(item, Cancellation.Reason.STOPPING));
            if (!awaitIdle(GRACE)) {
                LOG.warn(
                        "{}: the end of {} items was not recorded; they are done again after their leases",
                        work.name(),
                        claimed.size());
            }
            return late.size();
        } finally {
            releaser.interrupt();
        }
    }

    /** The items that are claimed and not ended. */
    public List<T> claimed() {
        return List.copyOf(claimed);
    }

    /** Ends an item that this process has no more: it is cancelled, or never started. */
    public void lost(T item) {
        Optional<Item> unbegun =
                waiting.stream().filter(one -> one.value.equals(item)).findFirst();
        if (unbegun.filter(waiting::remove).isPresent()) {
            finish(item, gone -> {});
            return;
        }
        work.cancel(item, Cancellation.Reason.LEASE_LOST);
    }

    /** How many items are claimed and not ended. A claim that runs counts as one. */
    public int inHand() {
        // In this order: a claim that ends meanwhile is counted twice, and never missed.
        int claims = claiming ? 1 : 0;
        return claims + claimed.size();
    }

    private void claimUntilStopped() {
        Heartbeats.Beat beat = heartbeats.begin(work.name() + "-claim", STUCK);
        Duration pause = MIN_PAUSE;
        while (!stopping) {
            beat.turned();
            try {
                if (!open.getAsBoolean()) {
                    await(MAX_PAUSE);
                    continue;
                }
                // Half of the slots: a claim of many items costs little more than a claim of few, and the other half of
                // the items is done meanwhile.
                int number = claim(slots.take(this::all, GATHERING, TURN));
                pause = number > 0 ? MIN_PAUSE : longer(pause);
                if (number == 0) {
                    await(pause);
                }
            } catch (InterruptedException interrupted) {
                break;
            } catch (StoreUnavailableException unavailable) {
                LOG.warn("{}: cannot claim: {}", work.name(), unavailable.getMessage());
                pauseAfterFailure();
            } catch (RuntimeException failed) {
                LOG.error("{}: cannot claim", work.name(), failed);
                pauseAfterFailure();
            } catch (Error failed) {
                Survival.log(LOG, failed, "{}: cannot claim", work.name());
                pauseAfterFailure();
            }
        }
        beat.end();
    }

    private int all() {
        return Math.min(MAX_SLOTS, concurrency + prefetch.items());
    }

    /** Claims items for the slots that were taken, and releases the slots that are not used. */
    private int claim(Slots.Taken taken) {
        if (taken.number() == 0) {
            return 0;
        }
        int queued = 0;
        // Before the gate is asked, so that a claim which saw it open is counted as in hand.
        claiming = true;
        try {
            if (open.getAsBoolean()) {
                for (T item : work.claim(taken.number(), lease, room(taken.last()))) {
                    claimed.add(item);
                    waiting.add(new Item(item, shares.of(work.hotel(item))));
                    queued++;
                }
            }
        } finally {
            claiming = false;
            slots.release(taken.number() - queued);
        }
        startWaitingItems();
        return queued;
    }

    /** @param last whether the last free place is to be filled */
    private Room room(boolean last) {
        int all = all();
        Map<TenantId, Integer> left = new HashMap<>();
        claimed.forEach(item -> left.merge(work.hotel(item), 1, Integer::sum));
        left.replaceAll((hotel, held) -> last ? 0 : Math.max(0, Room.share(all, shares.of(hotel)) - held));
        return new Room(all, shares.percent(), left);
    }

    /**
     * Each item has a new thread, so that nothing which a handler leaves in a thread reaches the message of another
     * hotel.
     */
    private void startWaitingItems() {
        lock.lock();
        try {
            for (Item next : waiting) {
                if (places.isFull()) {
                    return;
                }
                if (places.take(next.hotel, next.share)) {
                    start(next);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void start(Item next) {
        if (!waiting.remove(next)) {
            places.free(next.hotel); // It was released meanwhile.
            return;
        }
        try {
            thread(work.name(), next).start();
        } catch (Error failed) {
            places.free(next.hotel);
            waiting.add(next); // There is no thread for it now; the next item that ends starts it.
            throw failed;
        }
    }

    /** A claimed item, which is done as soon as a thread is free. */
    private final class Item implements Runnable {
        private final T value;
        private final TenantId hotel;
        private final int share;
        private final long since = System.nanoTime();

        Item(T value, int share) {
            this.value = value;
            this.hotel = work.hotel(value);
            this.share = share;
        }

        @Override
        public void run() {
            try {
                finish(value, stopping ? work::release : this::perform);
            } finally {
                freePlace();
            }
        }

        private void perform(T own) {
            long started = System.nanoTime();
            try {
                work.perform(own);
            } finally {
                prefetch.record(Duration.ofNanos(System.nanoTime() - started));
            }
        }

        private void release() {
            finish(value, work::release);
        }

        private boolean hasWaitedFor(Duration time) {
            return System.nanoTime() - since >= time.toNanos();
        }

        private void freePlace() {
            WorkLoop.this.freePlace(hotel);
        }
    }

    private void freePlace(TenantId hotel) {
        lock.lock();
        try {
            places.free(hotel);
        } finally {
            lock.unlock();
        }
        startWaitingItems();
    }

    private void releaseUntilStopped() {
        Heartbeats.Beat beat = heartbeats.begin(work.name() + "-release", STUCK);
        try {
            while (true) {
                Thread.sleep(MAX_WAIT);
                releaseLateItems();
                beat.turned();
            }
        } catch (InterruptedException stopped) {
            beat.end(); // close() ended its waiting
        }
    }

    private void releaseLateItems() {
        try {
            releaseAllThatWaitedFor(stopping ? Duration.ZERO : MAX_WAIT);
        } catch (Error failed) {
            Survival.log(LOG, failed, "{}: cannot release what waits", work.name());
        }
    }

    private void releaseAllThatWaitedFor(Duration time) {
        Item late = waiting.peek();
        while (late != null && late.hasWaitedFor(time)) {
            if (waiting.remove(late)) {
                prefetch.reset();
                // A release that is slow does not delay the next one.
                thread(work.name(), late::release).start();
            }
            late = waiting.peek();
        }
    }

    private void finish(T item, Consumer<T> ending) {
        try {
            ending.accept(item);
        } catch (StoreUnavailableException unavailable) {
            LOG.warn(
                    "{}: the outcome of an item was not recorded; it is done again after its lease: {}",
                    work.name(),
                    unavailable.getMessage());
        } catch (RuntimeException failed) {
            LOG.error(
                    "{}: the outcome of an item was not recorded; it is done again after its lease",
                    work.name(),
                    failed);
        } catch (Error failed) {
            Survival.log(
                    LOG,
                    failed,
                    "{}: the outcome of an item was not recorded; it is done again after its lease",
                    work.name());
        } finally {
            claimed.remove(item);
            slots.release(1);
            wake();
        }
    }

    private void await(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!wakeUp && nanos > 0) {
                nanos = woken.awaitNanos(nanos);
            }
            wakeUp = false;
        } finally {
            lock.unlock();
        }
    }

    private void pauseAfterFailure() {
        try {
            if (!stopping) {
                await(PAUSE_AFTER_FAILURE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
    }
}
