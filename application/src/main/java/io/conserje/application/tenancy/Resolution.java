package io.conserje.application.tenancy;

import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;

/** Whose a message is. */
public sealed interface Resolution {

    /** How the hotel was found; the name in lower case is the {@code result} of {@code tenant_resolution_total}. */
    enum Means {
        /** Whoever delivered the message said so. */
        PROVIDED,
        /** One of the identifiers is assigned to it. */
        HIT,
        /** Nothing was assigned, and tenancy is not strict. */
        DEFAULT
    }

    /** It is this active hotel's. */
    record Resolved(Tenant tenant, Means means) implements Resolution {}

    /** It is nobody's: strict tenancy and nothing assigned, or no default hotel. */
    record Unknown() implements Resolution {}

    /** It is this hotel's, which is not served at present. */
    record Inactive(TenantId tenant) implements Resolution {}
}
