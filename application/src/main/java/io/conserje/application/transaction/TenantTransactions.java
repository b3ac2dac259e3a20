package io.conserje.application.transaction;

import io.conserje.domain.tenancy.TenantId;
import java.util.function.Function;

/** Database transactions, each for one tenant. They do not nest. Thread-safe. */
public interface TenantTransactions {

    /**
     * Runs several statements in one transaction. It commits when {@code work} returns. If {@code work} throws, it
     * rolls back and rethrows the same exception. Work of N statements costs N + 1 round trips.
     *
     * @throws IllegalStateException if this thread already has an open transaction of this instance
     * @throws io.conserje.application.store.StoreUnavailableException if no connection was available in time, or the
     *     connection was lost. The work can be repeated
     */
    <T> T in(TenantId tenant, Function<TenantScope, T> work);

    /**
     * A scope in which every call of a store is a transaction of its own. A call of one statement costs one round trip.
     * Any thread can use the scope, as long as this instance is open.
     */
    TenantScope each(TenantId tenant);
}
