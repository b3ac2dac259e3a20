package io.conserje.application.messaging;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells a handler that its answer is not wanted any more, or that it should come soon. A handler may ask, or wait for
 * it. Thread-safe.
 *
 * <p>The handler's thread is interrupted too, except at the beginning of {@link Reason#STOPPING}. An answer that comes
 * later is ignored.
 */
public sealed interface Cancellation permits HostCall {

    /** Why a call is cancelled. */
    enum Reason {
        /** The call took longer than its time limit. The attempt has failed. */
        TIME_OVER,
        /** The lease ended. Another process has the message, or will have it. */
        LEASE_LOST,
        /**
         * The process stops. An answer within the drain time is still recorded. After it the thread is interrupted, the
         * message is given back, and no attempt is counted.
         */
        STOPPING;

        /** The reason as a label of metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether there is a reason to stop. */
    boolean isCancelled();

    /** The latest reason to stop; empty if there is none. */
    Optional<Reason> reason();

    /**
     * Waits until there is a reason to stop.
     *
     * @param timeout how long to wait at most
     * @return false if there was no reason within the timeout
     * @throws InterruptedException if this thread was interrupted, as it is when its call is cancelled
     */
    boolean await(Duration timeout) throws InterruptedException;

    /** One that never gives a reason, for calls of a handler in tests. */
    static Cancellation none() {
        return new HostCall<Void>(HostCall.Code.HANDLER, MessagingListener.NONE);
    }
}
