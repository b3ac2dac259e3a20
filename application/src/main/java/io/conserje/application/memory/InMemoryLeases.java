package io.conserje.application.memory;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LifetimeBounds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leases in a map. */
final class InMemoryLeases implements Leases {

    private final InstantSource clock;
    private final Map<LeaseKey, Lease> leases = new HashMap<>();
    private final Map<LeaseKey, Long> fences = new HashMap<>();

    InMemoryLeases(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Claim claim(LeaseKey key, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        Instant now = clock.instant();
        Lease before = leases.get(key);
        if (before != null && before.until().isAfter(now)) {
            return before.claimant().equals(claimant)
                    ? new Claim.Granted(before, null)
                    : new Claim.Refused(before.until());
        }
        long fence = fences.merge(key, Fence.atLeast(now), (last, clocked) -> Math.max(last + 1, clocked));
        Lease lease = new Lease(key, claimant, fence, now.plus(life));
        leases.put(key, lease);
        return new Claim.Granted(lease, before);
    }

    @Override
    public synchronized Renewal renew(Lease lease, Duration life) {
        LifetimeBounds.checked(life);
        Lease own = live(lease);
        if (own == null) {
            return new Renewal.Lost();
        }
        Lease longer = new Lease(
                own.key(), own.claimant(), own.fence(), clock.instant().plus(life));
        leases.put(own.key(), longer);
        return new Renewal.Renewed(longer);
    }

    @Override
    public synchronized Release release(Lease lease) {
        if (live(lease) == null) {
            return Release.LOST;
        }
        leases.remove(lease.key());
        return Release.RELEASED;
    }

    @Override
    public synchronized List<Lease> live(TenantId tenant) {
        Instant now = clock.instant();
        return leases.values().stream()
                .filter(lease ->
                        lease.key().tenant().equals(tenant) && lease.until().isAfter(now))
                .sorted(Comparator.comparing(lease -> lease.key().name()))
                .toList();
    }

    /** The stored lease, if it is the same and has not ended. */
    private @Nullable Lease live(Lease claimed) {
        Lease own = leases.get(claimed.key());
        return own != null
                        && own.owner().equals(claimed.owner())
                        && own.fence() == claimed.fence()
                        && own.until().isAfter(clock.instant())
                ? own
                : null;
    }
}
