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
 * Runs work under a lease, so that only one process at a time runs work under the same key. The lease is renewed at a
 * third of its duration while the work runs. If the lease is lost or cannot be renewed in time, {@code onLost} is
 * called, the working thread is interrupted, and its permit is no longer held. Work that continues regardless may run
 * beside another holder's; only a {@linkplain Fences fence} then prevents harm. Thread-safe. Not re-entrant: an inner
 * call under the same key is busy.
 */
public final class RunExclusively {

    /** The result of a run. */
    public sealed interface Outcome<T> {
        /** The lease lasted for all of the work. */
        record Done<T>(T value) implements Outcome<T> {}

        /** Another holder has the lease, until then. The work was not started. */
        record Busy<T>(Instant until) implements Outcome<T> {}

        /**
         * The lease was lost before the work ended, or may have been lost. The value or exception of the work is
         * discarded. Only a fence protects what it did.
         */
        record Lost<T>() implements Outcome<T> {}
    }

    /** The lease of running work. Thread-safe. */
    public interface Permit {
        /** The fence of the lease. Pass it to whatever the lease protects. */
        long fence();

        /** Whether the lease still lasts, as far as this process knows. */
        boolean isHeld();
    }

    /** Work under a lease. It must end soon after its thread is interrupted. */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * Does the work.
         *
         * @throws InterruptedException if the thread was interrupted
         */
        T run(Permit permit) throws InterruptedException;
    }

    private final Leases leases;
    private final HolderRef here;
    private final Supplier<OwnerToken> tokens;
    private final LongSupplier nanos;

    /**
     * @param here the holder's name in the audit, such as that of the process
     * @param tokens creates random tokens
     * @param nanos a monotonic clock, such as {@code System::nanoTime}
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
     * @param life the duration of the lease, 50 ms to 24 h. If this process dies, the key stays claimed for at most
     *     {@code life}
     * @param onLost called once, by another thread, if the lease is lost while the work runs. It must return soon
     * @throws StoreUnavailableException if the lease cannot be claimed. The work was not started
     * @throws InterruptedException if the work was interrupted for another reason
     */
    public <T> Outcome<T> run(LeaseKey key, Duration life, Work<T> work, Runnable onLost) throws InterruptedException {
        long asked = nanos.getAsLong();
        return switch (claim(key, new Claimant(here, tokens.get()), life)) {
            case Leases.Claim.Refused refused -> new Outcome.Busy<>(refused.until());
            case Leases.Claim.Granted granted ->
                new Run<T>(granted.lease(), life, asked + life.toNanos(), onLost).run(work);
        };
    }

    /** Repeats an unanswered claim with the same token, because it may have been granted. */
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

        /** Written by the renewing thread, read by the worker after that thread has ended. */
        private Lease lease;

        /** Until then no other process can have the lease. It is measured from before the store was called. */
        private volatile long deadline;

        private volatile boolean lost;

        /** Whether the store reported the end of the lease. Accessed like {@link #lease}. */
        private boolean over;

        /** Whether the worker can be interrupted. Guarded by this. */
        private boolean working = true;

        /** Whether the worker was interrupted. Guarded by this. */
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

        /**
         * Ends the threads, clears an interruption by them and releases the lease; returns whether the lease had
         * lasted.
         */
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
            // A lease that ended after the work is not lost.
            return (release() || nanos.getAsLong() - deadline >= 0) && held;
        }

        private boolean release() {
            if (over) {
                return false;
            }
            try {
                return leases.release(lease) == Leases.Release.RELEASED;
            } catch (RuntimeException unreleased) {
                // It expires by itself, and no other process can have had it before the deadline.
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
                    // There may be time for another try. If not, the watching thread ends the work.
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

        private boolean awaitDone(long max) {
            try {
                return done.await(max, TimeUnit.NANOSECONDS);
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
