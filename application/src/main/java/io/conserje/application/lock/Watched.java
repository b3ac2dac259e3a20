package io.conserje.application.lock;

import io.conserje.application.lock.LockListener.Operation;
import io.conserje.application.lock.LockListener.Result;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.LockEvent;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Adds an audit and a listener to stores of holds and leases. Successful renewals of leases go to the listener only,
 * because they happen every few seconds. Thread-safe.
 */
public final class Watched {

    private final Consumer<LockEvent> audit;
    private final LockListener listener;

    /** @param audit receives events, as {@link AuditTrail#add}; it must be thread-safe and must not throw */
    public Watched(Consumer<LockEvent> audit, LockListener listener) {
        this.audit = audit;
        this.listener = listener;
    }

    /** A store of holds with audit and listener. */
    public RoomHolds holds(RoomHolds store) {
        return new WatchedRoomHolds(this, store);
    }

    /** A store of leases with audit and listener. */
    public Leases leases(Leases store) {
        return new WatchedLeases(this, store);
    }

    void audit(LockEvent event) {
        audit.accept(event);
    }

    void expired(int number) {
        listener.locksExpired(number);
    }

    /** Makes a call and reports its result to the listener. */
    <T> T watched(Operation operation, Supplier<T> call, Function<T, Result> result) {
        T made;
        try {
            made = call.get();
        } catch (StoreUnavailableException away) {
            listener.operationEnded(operation, Result.UNAVAILABLE);
            throw away;
        }
        listener.operationEnded(operation, result.apply(made));
        return made;
    }
}
