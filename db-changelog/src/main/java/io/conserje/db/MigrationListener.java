package io.conserje.db;

import java.util.List;

/** Follows a migration while it runs. All methods are called by the thread that migrates. */
public interface MigrationListener {

    /** Ignores everything. */
    MigrationListener NONE = new MigrationListener() {};

    /** Another migration holds the lock. Called when the wait begins, and every 10 s. */
    default void waitingForLock(LockHolder other) {}

    /** The lock of a migration that is gone was released. */
    default void tookOver(LockHolder gone) {}

    /** Processes that are too old for the change sets are still alive. Called when the wait begins, and every 10 s. */
    default void waitingForProcesses(List<ServiceProcess> older) {}

    /** A change set is applied now. */
    default void applying(String id) {}

    /** A change set was applied. */
    default void applied(String id) {}

    /**
     * A change set did not get the lock of a table in time. It is tried again after a pause.
     *
     * @param attempt counted from 1
     * @param by the sessions that kept it from the lock, in words; empty if they were not seen
     */
    default void blocked(String id, int attempt, int attempts, List<String> by) {}
}
