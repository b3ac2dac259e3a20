package io.conserje.application.tenancy;

import io.conserje.application.tenancy.Resolution.Inactive;
import io.conserje.application.tenancy.Resolution.Means;
import io.conserje.application.tenancy.Resolution.Resolved;
import io.conserje.application.tenancy.Resolution.Unknown;
import io.conserje.domain.tenancy.Identifier;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * Finds the hotel that a message is for: the one that is provided; else the first identifier that is assigned decides; else,
 * where tenancy is lenient, the default. An inactive hotel's messages are refused, never handed on. Thread-safe.
 */
public final class ResolveTenant {

    /** Whose a message is when its identifiers do not say. */
    public enum Mode {
        /** Nobody's: it is refused. */
        STRICT,
        /** The tenant {@code default}'s. */
        LENIENT,
        /** Every message is the tenant {@code default}'s, whatever its identifiers say. */
        SINGLE
    }

    private final TenantDirectory directory;
    private final Mode mode;
    private final TenancyListener listener;

    public ResolveTenant(TenantDirectory directory, Mode mode, TenancyListener listener) {
        this.directory = directory;
        this.mode = mode;
        this.listener = listener;
    }

    /** @param identifiers what the message carries, the most telling first: the hotel's own line before the sender */
    public Resolution resolve(List<Identifier> identifiers) {
        Resolution resolution = decide(identifiers);
        listener.tenantResolved(resolution);
        return resolution;
    }

    /**
     * The hotel that whoever delivers the message says it is for, such as a host with an endpoint for each hotel: it goes
     * before every identifier, and is never taken from what a client can choose.
     */
    public Resolution resolve(TenantId provided) {
        Resolution resolution = directory
                .find(provided)
                .map(tenant -> served(tenant, Means.PROVIDED))
                .orElseGet(Unknown::new);
        listener.tenantResolved(resolution);
        return resolution;
    }

    private Resolution decide(List<Identifier> identifiers) {
        for (Identifier identifier : mode == Mode.SINGLE ? List.<Identifier>of() : identifiers) {
            Optional<Tenant> found = directory.findBy(identifier);
            if (found.isPresent()) {
                return served(found.get(), Means.HIT);
            }
        }
        if (mode == Mode.STRICT) {
            return new Unknown();
        }
        return directory
                .find(TenantId.DEFAULT)
                .map(tenant -> served(tenant, Means.DEFAULT))
                .orElseGet(Unknown::new);
    }

    private static Resolution served(Tenant tenant, Means means) {
        return tenant.isActive() ? new Resolved(tenant, means) : new Inactive(tenant.id());
    }
}
