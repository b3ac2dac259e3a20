package io.conserje.library.work;

import io.conserje.application.messaging.Room;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.application.tenancy.TenantDirectory;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;

/**
 * How much of a process one hotel may take: what its record says, and else what the process says. Thread-safe.
 *
 * @param percent the percentage for hotels without a value of their own, 1 to 100
 * @param tenants the hotels; asked often, so it must be quick
 */
public record Shares(int percent, TenantDirectory tenants) {

    /** @throws IllegalArgumentException if the percentage is out of bounds */
    public Shares {
        Room.checkedPercent(percent);
    }

    /** The percentage of a hotel. If its record cannot be read, the one of the process. */
    int of(TenantId hotel) {
        try {
            Integer own = tenants.find(hotel).map(Tenant::share).orElse(null);
            return own == null ? percent : own;
        } catch (StoreUnavailableException away) {
            return percent;
        }
    }
}
