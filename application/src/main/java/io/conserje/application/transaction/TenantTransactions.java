package io.conserje.application.transaction;

import io.conserje.domain.tenancy.TenantId;
import java.util.function.Function;

/** Opens database transactions, each for one tenant. Not re-entrant. Thread-safe. */
public interface TenantTransactions {

    /**
     * Runs several statements as one unit: commits when {@code work} returns, rolls back when it throws, and the exception
     * goes on unchanged. Work of N statements costs N + 1 round trips.
     *
     * @throws IllegalStateException if this thread already has a transaction open here
     * @throws io.conserje.application.store.StoreUnavailableException if no connection was had in time or the server
     *     went away; the work can be tried again
     */
    <T> T in(TenantId tenant, Function<TenantScope, T> work);

    /**
     * A scope in which every call of a store is a unit of its own. A call of one statement costs one round trip. Usable
     * by any thread, for as long as this is.
     */
    TenantScope each(TenantId tenant);
}
