package io.conserje.application.lock;

import java.util.Locale;

/** Told what becomes of holds, leases and their audit, for metrics and logs. Must be thread-safe, quick, and throw nothing. */
public interface LockListener {

    /** Hears nothing. */
    LockListener NONE = new LockListener() {};

    /** What was asked for; {@link #label} is the {@code operation} of {@code lock_operations_total}. */
    enum Operation {
        HOLD_CLAIM,
        HOLD_EXTEND,
        HOLD_RELEASE,
        LEASE_CLAIM,
        LEASE_RENEW,
        LEASE_RELEASE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of it; {@link #label} is the {@code result} of {@code lock_operations_total}. */
    enum Result {
        OK,
        /** A claim was refused. */
        CONFLICT,
        /** An extension was one too many. */
        EXHAUSTED,
        /** It had ended before. */
        LOST,
        /** The store could not be reached. */
        UNAVAILABLE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An operation ended. */
    default void ended(Operation operation, Result result) {}

    /** Holds or leases were found that had ended by themselves. */
    default void expired(int number) {}

    /** Audit events could not be recorded and are gone; the operations that they tell of stand. */
    default void auditLost(int events, Throwable why) {}
}
