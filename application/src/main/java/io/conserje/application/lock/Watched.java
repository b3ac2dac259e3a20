package io.conserje.application.lock;

import io.conserje.application.lock.LockListener.Operation;
import io.conserje.application.lock.LockListener.Result;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.domain.lock.LockEvent;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts an audit and a listener around stores of holds and leases, whatever they are made of. Renewals of leases are told to
 * the listener only: they happen every few seconds for as long as work runs. Thread-safe.
 */
public final class Watched {

    private final Consumer<LockEvent> audit;
    private final LockListener listener;

    /** @param audit takes what happened, as {@link AuditTrail#add}; must be thread-safe and throw nothing */
    public Watched(Consumer<LockEvent> audit, LockListener listener) {
        this.audit = audit;
        this.listener = listener;
    }

    /** These holds, watched. */
    public RoomHolds holds(RoomHolds store) {
        return new WatchedRoomHolds(this, store);
    }

    /** These leases, watched. */
    public Leases leases(Leases store) {
        return new WatchedLeases(this, store);
    }

    void audit(LockEvent event) {
        audit.accept(event);
    }

    void expired(int number) {
        listener.locksExpired(number);
    }

    /** Tells the listener how a call ended. */
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
