package io.conserje.application.lock;

/** The two kinds of locks, kept in one store. Thread-safe. */
public interface LockStore {

    /** The holds of rooms. */
    RoomHolds roomHolds();

    /** The leases. */
    Leases leases();
}
