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
 * Finds the hotel that a message is for: the first identifier that is assigned decides; after them the tenant
 * {@code default}, unless tenancy is strict. An inactive hotel's messages are refused, never handed on. Thread-safe.
 */
public final class ResolveTenant {

    private final TenantDirectory directory;
    private final boolean strict;
    private final TenancyListener listener;

    /** @param strict whether an unknown sender is refused instead of being served by the tenant {@code default} */
    public ResolveTenant(TenantDirectory directory, boolean strict, TenancyListener listener) {
        this.directory = directory;
        this.strict = strict;
        this.listener = listener;
    }

    /** @param identifiers what the message carries, the most telling first: the hotel's own line before the sender */
    public Resolution resolve(List<Identifier> identifiers) {
        Resolution resolution = decide(identifiers);
        listener.resolved(resolution);
        return resolution;
    }

    private Resolution decide(List<Identifier> identifiers) {
        for (Identifier identifier : identifiers) {
            Optional<Tenant> found = directory.findBy(identifier);
            if (found.isPresent()) {
                return served(found.get(), Means.HIT);
            }
        }
        if (strict) {
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
