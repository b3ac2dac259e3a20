package io.conserje.application.process;

import io.conserje.application.process.ServiceProcess.Identity;
import io.conserje.application.process.ServiceProcess.State;
import io.conserje.application.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps the gate up to date, and lets others see this process. Call {@link #tick} every tenth of a second or so. It
 * looks at the database twice a second. It reports every five seconds, and at once when the state changes or the last
 * work of a closed process has ended. Thread-safe.
 */
public final class KeepProcess {

    /** The time between two looks at the database. */
    public static final Duration LOOK = Duration.ofMillis(500);

    /** The time between two reports while nothing changes. */
    public static final Duration REPORT = Duration.ofSeconds(5);

    private final Gate gate;
    private final Processes processes;
    private final Identity identity;
    private final IntSupplier inHand;
    private final LongSupplier nanos;
    private final GateListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Timer looks = new Timer();
    private final Timer tries = new Timer();
    private final Timer reports = new Timer();
    private State reported = State.WAITING;
    private int reportedInHand;
    private boolean away;
    private boolean failing;
    private volatile boolean stopping;
    private boolean ended;

    /**
     * @param inHand how many messages and replies this process has claimed and not ended
     * @param nanos nanoseconds from any origin, such as {@code System::nanoTime}
     */
    public KeepProcess(
            Gate gate,
            Processes processes,
            Identity identity,
            IntSupplier inHand,
            LongSupplier nanos,
            GateListener listener) {
        this.gate = gate;
        this.processes = processes;
        this.identity = identity;
        this.inHand = inHand;
        this.nanos = nanos;
        this.listener = listener;
    }

    /** Looks and reports what is due. Never throws because of the database. */
    public void tick() {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            long now = nanos.getAsLong();
            if (looks.isDue(now, LOOK)) {
                look(now);
            }
            reportIfDue(now);
        } finally {
            lock.unlock();
        }
    }

    /** From the next {@link #tick} on, reports that this process was told to end. Returns at once. */
    public void stopping() {
        stopping = true;
    }

    /**
     * Reports nothing more, and removes this process from those that live. It does not wait for a database that was away
     * at the last look: the process soon stops to count as live by itself.
     */
    public void end() {
        lock.lock();
        try {
            ended = true;
            if (reports.hasRun() && !away) {
                processes.remove(identity.id());
            }
        } catch (RuntimeException unreachable) {
            listener.processUnreported(unreachable);
        } finally {
            lock.unlock();
        }
    }

    private void look(long now) {
        looks.ran(now);
        try {
            gate.refresh();
            away = false;
        } catch (StoreUnavailableException failed) {
            // The last known state stands. The work that needs the database reports that it is away. An interrupt cuts
            // a look when the instance ends, and says nothing about the database.
            away = !Thread.currentThread().isInterrupted();
        }
    }

    private void reportIfDue(long now) {
        Gate.Status status = gate.status();
        if (status.state() == Gate.State.UNKNOWN) {
            return;
        }
        // After the status: a claim that saw the gate open is counted.
        State state = stopping ? State.STOPPING : status.ofProcess();
        int held = inHand.getAsInt();
        boolean drained = state != State.SERVING && held == 0 && reportedInHand > 0;
        boolean changed = !reports.hasRun() || state != reported || drained;
        if (reports.isDue(now, REPORT) || changed) {
            if (failing && !tries.isDue(now, LOOK)) {
                return;
            }
            tries.ran(now);
            report(now, state, held);
        }
    }

    private void report(long now, State state, int held) {
        try {
            processes.report(identity, state, held);
            reports.ran(now);
            reported = state;
            reportedInHand = held;
            failing = false;
        } catch (RuntimeException failed) {
            if (!failing) {
                listener.processUnreported(failed);
            }
            failing = true;
        }
    }

    /** When something ran last. */
    private static final class Timer {
        private boolean run;
        private long at;

        boolean isDue(long now, Duration pause) {
            return !run || now - at >= pause.toNanos();
        }

        boolean hasRun() {
            return run;
        }

        void ran(long now) {
            run = true;
            at = now;
        }
    }
}
