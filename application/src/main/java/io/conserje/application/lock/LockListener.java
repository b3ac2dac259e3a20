package io.conserje.application.lock;

import io.conserje.application.event.Listener;
import java.util.Locale;

/** Receives the results of operations on holds and leases, and the failures of their audit. */
public interface LockListener extends Listener {

    /** Ignores every event. */
    LockListener NONE = new LockListener() {};

    /** An operation on a hold or a lease. */
    enum Operation {
        HOLD_CLAIM,
        HOLD_EXTEND,
        HOLD_RELEASE,
        LEASE_CLAIM,
        LEASE_RENEW,
        LEASE_RELEASE;

        /** The value of the label {@code operation} of {@code lock_operations_total}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The result of an operation. */
    enum Result {
        /** The operation succeeded. */
        OK,
        /** A claim was refused. */
        CONFLICT,
        /** An extension was refused because the hold had been extended as often as allowed. */
        EXHAUSTED,
        /** The hold or lease had ended before the operation. */
        LOST,
        /** The store could not be reached. */
        UNAVAILABLE;

        /** The value of the label {@code result} of {@code lock_operations_total}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An operation ended. */
    default void operationEnded(Operation operation, Result result) {}

    /**
     * A claim found holds or leases that had expired.
     *
     * @param number how many, from 1
     */
    default void locksExpired(int number) {}

    /**
     * Audit events could not be recorded and are lost. The operations that they describe still count.
     *
     * @param events how many, from 1
     */
    default void auditEventsLost(int events, Throwable cause) {}
}
