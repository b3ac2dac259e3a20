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
 * Finds the hotel of a message: the provided hotel, else the hotel of the first assigned identifier, else, if tenancy
 * is lenient, the default hotel. Messages for an inactive hotel are refused; they do not go to the default hotel.
 * Thread-safe.
 */
public final class ResolveTenant {

    /** The hotel of messages without an assigned identifier. */
    public enum Mode {
        /** None: the message is refused. */
        STRICT,
        /** The tenant {@code default}. */
        LENIENT,
        /** The tenant {@code default}, for every message. Identifiers are ignored. */
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

    /**
     * Finds the hotel by identifiers.
     *
     * @param identifiers the identifiers of the message in order of precedence: the hotel's line before the guest
     */
    public Resolution resolve(List<Identifier> identifiers) {
        Resolution resolution = decide(identifiers);
        listener.tenantResolved(resolution);
        return resolution;
    }

    /**
     * Finds a hotel that the delivering code names, such as a host with an endpoint for each hotel. It takes precedence
     * over every identifier.
     *
     * @param provided the hotel, from a trusted source; never from a value that a client can choose
     */
    public Resolution resolve(TenantId provided) {
        Resolution resolution = directory
                .find(provided)
                .map(tenant -> served(tenant, Means.PROVIDED))
                .orElseGet(Unknown::new);
        listener.tenantResolved(resolution);
        return resolution;
    }

    /** The hotel of these identifiers, active or not; empty without one. No listener is notified. */
    public Optional<TenantId> ownerOf(List<Identifier> identifiers) {
        return switch (decide(identifiers)) {
            case Resolved resolved -> Optional.of(resolved.tenant().id());
            case Inactive inactive -> Optional.of(inactive.tenant());
            case Unknown unknown -> Optional.empty();
        };
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
