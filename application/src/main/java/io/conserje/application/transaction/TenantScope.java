package io.conserje.application.transaction;

import io.conserje.application.lock.Fences;
import io.conserje.application.messaging.Inbox;
import io.conserje.application.outbound.Outbox;
import io.conserje.domain.tenancy.TenantId;

/**
 * The stores of one tenant. A scope from {@link TenantTransactions#in} belongs to that call and its thread. Any later
 * use throws {@link IllegalStateException}.
 */
public interface TenantScope {

    /** The tenant of the scope. */
    TenantId tenant();

    /** The messages of the hotel. */
    Inbox inbox();

    /** The messages with which the hotel writes first. */
    Outbox outbox();

    /** The last fences of the hotel's resources. They protect only writes in the same transaction. */
    Fences fences();
}
