package io.conserje.application.lock;

import io.conserje.application.lock.Leases.Renewal;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.OwnerToken;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs work while nobody else runs work under the same key. The lease is renewed at a third of its life for as long as the
 * work runs. When it is lost, or could not be renewed in time, {@code onLost} is called, the thread that works is
 * interrupted, and its permit says so: work that goes on regardless is no longer alone, and only {@linkplain Fences a fence}
 * keeps it from harm. Thread-safe; not re-entrant: under the same key the inner of two finds the outer's lease.
 */
public final class RunExclusively {

    /** What became of it. */
    public sealed interface Outcome<T> {
        /** The work was done under the lease from beginning to end. */
        record Done<T>(T value) implements Outcome<T> {}

        /** Somebody else has the lease, until then; the work was not begun. */
        record Busy<T>(Instant until) implements Outcome<T> {}

        /**
         * The lease was lost before the work ended, or it cannot be told whether it was, whatever the work made or threw: what
         * it did stands under the fence alone.
         */
        record Lost<T>() implements Outcome<T> {}
    }

    /** What work knows of its lease. Thread-safe. */
    public interface Permit {
        /** Show it to what the lease protects. */
        long fence();

        /** Whether the lease still lasts, as far as is known here. */
        boolean isHeld();
    }

    /** Work under a lease. It ends soon after its thread is interrupted. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Permit permit) throws InterruptedException;
    }

    private final Leases leases;
    private final HolderRef here;
    private final Supplier<OwnerToken> tokens;
    private final LongSupplier nanos;

    /**
     * @param here who runs the work, as people name it: a node, a process
     * @param tokens new random tokens
     * @param nanos a clock that only counts, as {@code System::nanoTime}
     */
    public RunExclusively(Leases leases, HolderRef here, Supplier<OwnerToken> tokens, LongSupplier nanos) {
        this.leases = leases;
        this.here = here;
        this.tokens = tokens;
        this.nanos = nanos;
    }

    /**
     * Runs the work in this thread, if the key is free.
     *
     * @param life of the lease between renewals, 50 ms to 24 h: so long the key stays taken if this process dies
     * @param onLost called once, by another thread, when the lease is lost while the work runs; must return soon
     * @throws StoreUnavailableException if the lease cannot be claimed; the work was not begun
     * @throws InterruptedException if the work was interrupted by somebody else
     */
    public <T> Outcome<T> run(LeaseKey key, Duration life, Work<T> work, Runnable onLost) throws InterruptedException {
        long asked = nanos.getAsLong();
        return switch (claim(key, new Claimant(here, tokens.get()), life)) {
            case Leases.Claim.Refused refused -> new Outcome.Busy<>(refused.until());
            case Leases.Claim.Granted granted ->
                new Run<T>(granted.lease(), life, asked + life.toNanos(), onLost).run(work);
        };
    }

    /** A claim that was not answered may have been granted: asked again by the same token, it is ours, and nobody waits for its end. */
    private Leases.Claim claim(LeaseKey key, Claimant claimant, Duration life) {
        try {
            return leases.claim(key, claimant, life);
        } catch (StoreUnavailableException unanswered) {
            return leases.claim(key, claimant, life);
        }
    }

    /** One run under one lease. */
    private final class Run<T> implements Permit {

        private final Thread worker = Thread.currentThread();
        private final CountDownLatch done = new CountDownLatch(1);
        private final Duration life;
        private final Runnable onLost;
        private final long fence;

        /** The renewing thread's, and the worker's after that has ended. */
        private Lease lease;

        /** Until then nobody else can have the lease: counted from before the store was asked. */
        private volatile long deadline;

        private volatile boolean lost;

        /** The renewing thread's, and the worker's after that has ended: whether the store said that the lease is over. */
        private boolean over;

        /** Guarded by this: whether the worker may be interrupted. */
        private boolean working = true;

        /** Guarded by this: whether it was. */
        private boolean interrupted;

        Run(Lease lease, Duration life, long deadline, Runnable onLost) {
            this.lease = lease;
            this.fence = lease.fence();
            this.life = life;
            this.deadline = deadline;
            this.onLost = onLost;
        }

        @Override
        public long fence() {
            return fence;
        }

        @Override
        public boolean isHeld() {
            return !lost && nanos.getAsLong() - deadline < 0;
        }

        Outcome<T> run(Work<T> work) throws InterruptedException {
            Thread renewal = Thread.ofVirtual().name("lease-renewal").start(this::renewWhileWorking);
            Thread watch = Thread.ofVirtual().name("lease-watch").start(this::watchDeadline);
            try {
                T made = work.run(this);
                return end(renewal, watch) ? new Outcome.Done<>(made) : new Outcome.Lost<>();
            } catch (InterruptedException | RuntimeException failed) {
                if (!end(renewal, watch)) {
                    return new Outcome.Lost<>();
                }
                throw failed;
            } catch (Error failed) {
                end(renewal, watch);
                throw failed;
            }
        }

        /** Ends the threads, takes back an interruption that was theirs, and releases the lease; whether it was held still. */
        private boolean end(Thread renewal, Thread watch) {
            boolean held = isHeld();
            synchronized (this) {
                working = false;
                if (interrupted && Thread.interrupted()) {
                    held = false;
                }
            }
            done.countDown();
            joinUninterruptibly(renewal);
            joinUninterruptibly(watch);
            // A lease that ended after the work did is not lost.
            return (release() || nanos.getAsLong() - deadline >= 0) && held;
        }

        private boolean release() {
            if (over) {
                return false;
            }
            try {
                return leases.release(lease) == Leases.Release.RELEASED;
            } catch (RuntimeException unreleased) {
                // It ends by itself; nobody can have had it before the deadline.
                return true;
            }
        }

        private void renewWhileWorking() {
            long pause = life.toNanos() / 3;
            while (!awaitDone(pause)) {
                long asked = nanos.getAsLong();
                try {
                    if (leases.renew(lease, life) instanceof Renewal.Renewed renewed) {
                        lease = renewed.lease();
                        deadline = asked + life.toNanos();
                        pause = life.toNanos() / 3;
                    } else {
                        over = true;
                        lose();
                        return;
                    }
                } catch (RuntimeException unanswered) {
                    // There may be time for another try; if not, the watch ends the work.
                    pause = life.toNanos() / 20;
                }
            }
        }

        private void watchDeadline() {
            while (!awaitDone(deadline - nanos.getAsLong())) {
                if (!isHeld()) {
                    lose();
                    return;
                }
            }
        }

        private boolean awaitDone(long most) {
            try {
                return done.await(most, TimeUnit.NANOSECONDS);
            } catch (InterruptedException interruption) {
                return true;
            }
        }

        private void lose() {
            synchronized (this) {
                if (lost || !working) {
                    return;
                }
                lost = true;
                interrupted = true;
                worker.interrupt();
            }
            onLost.run();
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException interruption) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
