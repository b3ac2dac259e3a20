package io.conserje.library.work;

import io.conserje.application.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims work as fast as there is room for it and does it on virtual threads; of what is done quickly it claims some ahead, so that
 * none of them waits for a claim. What was claimed ahead and has to wait after all is given back within a fifth of a second. Leases
 * of all that is in hand are renewed in time. An idle loop asks again after a pause that doubles from 10 ms to half a second, and
 * at once when it is woken: work of this process waits for nothing, work of others for the pause. It needs no notification from the
 * database, and so runs behind any pooler. Thread-safe.
 *
 * @param <T> one claimed piece
 */
public final class WorkLoop<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    /** How long a claim waits for more room at most: what is being done may take long. */
    private static final Duration GATHERING = Duration.ofMillis(5);
    /** How long what was claimed ahead may wait here, while somebody else might have room for it. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /** As many as can be claimed at once, twice: it is half of them that are claimed at a time. */
    private static final int MAX = 2000;

    private final Work<T> work;
    private final Duration lease;
    private final int room;
    private final Prefetch ahead;
    private final Places places = new Places();
    private final Set<T> inHand = ConcurrentHashMap.newKeySet();
    private final Queue<Piece> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private int beingDone;
    private boolean wakeUp;
    private volatile boolean stopping;
    private final Thread claimer;
    private final Thread renewer;
    private final Thread returner;

    /**
     * @param room how many pieces are done at once, 1 to 1000
     * @param lease how long a piece is ours without renewal; it is renewed at a third of that
     */
    public WorkLoop(Work<T> work, int room, Duration lease) {
        this.work = work;
        this.room = room;
        this.ahead = new Prefetch(room);
        this.lease = lease;
        this.claimer = thread(work.name() + "-claim", this::claimUntilStopped);
        this.renewer = thread(work.name() + "-renew", this::renewUntilStopped);
        this.returner = thread(work.name() + "-return", this::giveBackUntilStopped);
    }

    private static Thread thread(String name, Runnable task) {
        return Thread.ofVirtual().name(name).unstarted(task);
    }

    /** Begins to claim. Once only. */
    public void start() {
        claimer.start();
        renewer.start();
        returner.start();
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
            returner.interrupt();
        }
    }

    private void claimUntilStopped() {
        Duration pause = SHORTEST_PAUSE;
        while (!stopping) {
            try {
                // Half of all where it can be had soon, as one claim of many costs little more than one of few; and no
                // more, so that one half is claimed while the other is done.
                int claimed = claim(places.take(this::all, GATHERING));
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

    private int all() {
        return Math.min(MAX, room + ahead.pieces());
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
            waiting.add(new Piece(piece));
        }
        beginAsManyAsThereIsRoomFor();
        return pieces.size();
    }

    /** Each on a thread of its own: what a handler leaves in a thread is not found by another hotel's message. */
    private void beginAsManyAsThereIsRoomFor() {
        lock.lock();
        try {
            while (beingDone < room && !waiting.isEmpty()) {
                Piece next = waiting.poll();
                if (next != null) {
                    beingDone++;
                    thread(work.name(), next).start();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A piece in hand, that is done as soon as there is room for it. */
    private final class Piece implements Runnable {
        private final T piece;
        private final long since = System.nanoTime();

        Piece(T piece) {
            this.piece = piece;
        }

        @Override
        public void run() {
            try {
                finish(piece, stopping ? work::giveBack : this::perform);
            } finally {
                makeRoom();
            }
        }

        private void perform(T own) {
            long begun = System.nanoTime();
            try {
                work.perform(own);
            } finally {
                ahead.took(Duration.ofNanos(System.nanoTime() - begun));
            }
        }

        private void giveBack() {
            finish(piece, work::giveBack);
        }

        private boolean hasWaitedFor(Duration time) {
            return System.nanoTime() - since >= time.toNanos();
        }
    }

    private void makeRoom() {
        lock.lock();
        try {
            beingDone--;
        } finally {
            lock.unlock();
        }
        beginAsManyAsThereIsRoomFor();
    }

    private void giveBackUntilStopped() {
        try {
            while (true) {
                Thread.sleep(PATIENCE);
                giveBackAllThatWaitedFor(stopping ? Duration.ZERO : PATIENCE);
            }
        } catch (InterruptedException stopped) {
            // close() is done with waiting
        }
    }

    private void giveBackAllThatWaitedFor(Duration time) {
        Piece late = waiting.peek();
        while (late != null && late.hasWaitedFor(time)) {
            if (waiting.remove(late)) {
                ahead.wasWrong();
                // One that takes long holds up no other.
                thread(work.name(), late::giveBack).start();
            }
            late = waiting.peek();
        }
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
