package io.conserje.application.transaction;

import io.conserje.application.lock.Fences;
import io.conserje.application.messaging.Inbox;
import io.conserje.domain.tenancy.TenantId;

/**
 * One tenant's stores. Handed out by {@link TenantTransactions#in} it is confined to that call and thread, and dead
 * afterwards: every use then throws {@link IllegalStateException}.
 */
public interface TenantScope {

    TenantId tenant();

    Inbox inbox();

    /** What the hotel's resources have seen of fences; worth something only in a transaction with the writes they protect. */
    Fences fences();
}
