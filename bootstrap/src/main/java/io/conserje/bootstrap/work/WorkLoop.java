package io.conserje.bootstrap.work;

import io.conserje.application.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims work as fast as there is room for it and does it on virtual threads. Leases of what is being done are renewed in
 * time. An idle loop asks again after a pause that doubles from 10 ms to half a second, and at once when it is woken: work
 * of this process waits for nothing, work of others for the pause. It needs no notification from the database, and so runs
 * behind any pooler. Thread-safe.
 *
 * @param <T> one claimed piece
 */
public final class WorkLoop<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    /** How long a claim waits for more room at most: what is being done may take long. */
    private static final Duration GATHERING = Duration.ofMillis(5);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Work<T> work;
    private final Duration lease;
    private final int half;
    private final Places places;
    private final Set<T> inHand = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wakeUp;
    private volatile boolean stopping;
    private final Thread claimer;
    private final Thread renewer;

    /**
     * @param room how many pieces are done at once, 1 to 1000
     * @param lease how long a piece is ours without renewal; it is renewed at a third of that
     */
    public WorkLoop(Work<T> work, int room, Duration lease) {
        this.work = work;
        this.half = (room + 1) / 2;
        this.places = new Places(room);
        this.lease = lease;
        this.claimer = Thread.ofVirtual().name(work.name() + "-claim").unstarted(this::claimUntilStopped);
        this.renewer = Thread.ofVirtual().name(work.name() + "-renew").unstarted(this::renewUntilStopped);
    }

    /** Begins to claim. Once only. */
    public void start() {
        claimer.start();
        renewer.start();
    }

    /** There may be work now: the loop looks at once. */
    public void wake() {
        lock.lock();
        try {
            wakeUp = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Claims no more, and waits that long for what is being done; what takes longer is left to its lease. */
    public void close(Duration drain) {
        stopping = true;
        places.close();
        wake();
        try {
            // A claim that is on its way has its places, and so is waited for as well.
            if (!places.awaitAll(drain)) {
                LOG.warn(
                        "{}: {} pieces were not done within {}; they are done again after their lease",
                        work.name(),
                        inHand.size(),
                        drain);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            renewer.interrupt();
        }
    }

    private void claimUntilStopped() {
        Duration pause = SHORTEST_PAUSE;
        while (!stopping) {
            try {
                // Half of all where it can be had soon, as one claim of many costs little more than one of few; and no
                // more, so that
                // one half is claimed while the other is done.
                int claimed = claim(places.take(half, GATHERING));
                pause = claimed > 0 ? SHORTEST_PAUSE : longer(pause);
                if (claimed == 0) {
                    await(pause);
                }
            } catch (InterruptedException interrupted) {
                return;
            } catch (StoreUnavailableException unavailable) {
                LOG.warn("{}: cannot claim: {}", work.name(), unavailable.getMessage());
                pauseAfterFailure();
            } catch (RuntimeException failed) {
                LOG.error("{}: cannot claim", work.name(), failed);
                pauseAfterFailure();
            }
        }
    }

    /** Claims into the places that were taken, and gives back those that are not used. */
    private int claim(int taken) {
        if (taken == 0) {
            return 0;
        }
        List<T> pieces = List.of();
        try {
            pieces = work.claim(taken, lease);
        } finally {
            places.giveBack(taken - pieces.size());
        }
        for (T piece : pieces) {
            inHand.add(piece);
            if (stopping) {
                finish(piece, work::giveBack);
            } else {
                Thread.ofVirtual().name(work.name()).start(() -> finish(piece, work::perform));
            }
        }
        return pieces.size();
    }

    private void finish(T piece, Consumer<T> ending) {
        try {
            ending.accept(piece);
        } catch (StoreUnavailableException unavailable) {
            LOG.warn(
                    "{}: the outcome was not recorded, it is done again after its lease: {}",
                    work.name(),
                    unavailable.getMessage());
        } catch (RuntimeException failed) {
            LOG.error("{}: the outcome was not recorded, it is done again after its lease", work.name(), failed);
        } finally {
            inHand.remove(piece);
            places.giveBack(1);
            wake();
        }
    }

    private void renewUntilStopped() {
        try {
            while (true) {
                Thread.sleep(lease.dividedBy(3));
                for (T piece : inHand) {
                    renew(piece);
                }
            }
        } catch (InterruptedException stopped) {
            // close() is done with waiting
        }
    }

    private void renew(T piece) {
        try {
            work.renew(piece, lease);
        } catch (RuntimeException failed) {
            LOG.warn("{}: a lease was not renewed: {}", work.name(), failed.getMessage());
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
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
