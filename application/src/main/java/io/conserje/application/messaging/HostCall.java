package io.conserje.application.messaging;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of the host's code, on a thread of its own, so that nobody waits for code that does not return. The caller
 * goes on when the code returns, throws or is cancelled. The listener learns of cancelled calls, and of the end of
 * their threads. Thread-safe.
 *
 * @param <T> what the code returns
 */
public final class HostCall<T> implements Cancellation {

    /** The code that is called. */
    public enum Code {
        /** The handler of messages. */
        HANDLER,
        /** A sender of replies. */
        SENDER;

        /** The code as a label of metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a call ended. */
    sealed interface Result<T> {

        /** The code returned. */
        record Returned<T>(T value) implements Result<T> {}

        /** The code threw, or returned null. */
        record Threw<T>(Throwable cause) implements Result<T> {}

        /**
         * The call was cancelled before either.
         *
         * @param begun whether the code had begun
         */
        record Cancelled<T>(Reason reason, boolean begun) implements Result<T> {}
    }

    private final Code code;
    private final MessagingListener listener;
    private final CompletableFuture<Result<T>> result = new CompletableFuture<>();
    private final CountDownLatch told = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Reason reason;
    private @Nullable Thread thread;

    HostCall(Code code, MessagingListener listener) {
        this.code = code;
        this.listener = listener;
    }

    /**
     * Runs the code. Call it once.
     *
     * @param limit how long the code may take
     */
    Result<T> run(Supplier<T> work, Duration limit) {
        start(Thread.ofVirtual().name(code.label()).unstarted(() -> end(perform(work))));
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
            cancel(Reason.TIME_OVER);
        } catch (InterruptedException interrupted) {
            cancel(Reason.STOPPING);
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("The result of a call is never an exception", impossible);
        }
        return result.join();
    }

    private void start(Thread own) {
        lock.lock();
        try {
            if (!result.isDone()) {
                thread = own;
                own.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private Result<T> perform(Supplier<T> work) {
        try {
            return new Result.Returned<>(Objects.requireNonNull(work.get(), "the result of the host's code"));
        } catch (Throwable failed) { // A checked exception can be thrown undeclared.
            return new Result.Threw<>(failed);
        }
    }

    private void end(Result<T> made) {
        if (!result.complete(made)) {
            lock.lock(); // After the event that the call was cancelled.
            try {
                listener.cancelledCallEnded(code);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Tells the code that it should come to an end. The call goes on. */
    public void announce(Reason why) {
        if (reason == null) {
            reason = why;
        }
        told.countDown();
    }

    /** Ends the call, unless it has ended: its caller goes on, and the thread of the code is interrupted. */
    public void cancel(Reason why) {
        lock.lock();
        try {
            if (result.complete(new Result.Cancelled<>(why, thread != null))) {
                reason = why;
                told.countDown();
                if (thread != null) {
                    listener.callCancelled(code, why);
                    thread.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isCancelled() {
        return reason != null;
    }

    @Override
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return told.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
