package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;

/** The result of finding the hotel of a message. */
public sealed interface Resolution {

    /** How the hotel was found; the name in lower case is the {@code result} of {@code tenant_resolution_total}. */
    enum Means {
        /** The code that delivered the message named the hotel. */
        PROVIDED,
        /** An identifier of the message is assigned to the hotel. */
        HIT,
        /** No identifier is assigned, and tenancy is not strict. */
        DEFAULT
    }

    /** The message is for this active hotel. */
    record Resolved(Tenant tenant, Means means) implements Resolution {}

    /** No hotel was found: no identifier is assigned, and tenancy is strict or there is no default hotel. */
    record Unknown() implements Resolution {}

    /** The message is for this hotel, which is inactive. */
    record Inactive(TenantId tenant) implements Resolution {}
}
