package io.conserje.application.lock;

import io.conserje.application.lock.LockListener.Operation;
import io.conserje.application.lock.LockListener.Result;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Leases with audit and listener. Successful renewals are not audited. */
final class WatchedLeases implements Leases {

    private final Watched watch;
    private final Leases store;

    WatchedLeases(Watched watch, Leases store) {
        this.watch = watch;
        this.store = store;
    }

    @Override
    public Claim claim(LeaseKey key, Claimant claimant, Duration life) {
        Claim claim = watch.watched(
                Operation.LEASE_CLAIM,
                () -> store.claim(key, claimant, life),
                made -> made instanceof Claim.Granted ? Result.OK : Result.CONFLICT);
        switch (claim) {
            case Claim.Granted granted -> {
                if (granted.expired() != null) {
                    watch.audit(LockEvent.of(Kind.EXPIRED, granted.expired()));
                    watch.expired(1);
                }
                watch.audit(LockEvent.of(Kind.ACQUIRED, granted.lease()));
            }
            case Claim.Refused refused ->
                watch.audit(
                        new LockEvent(key.tenant(), ResourceId.of(key), Kind.CONFLICT, claimant.holder(), 0, Map.of()));
        }
        return claim;
    }

    @Override
    public Renewal renew(Lease lease, Duration life) {
        Renewal renewal = watch.watched(
                Operation.LEASE_RENEW,
                () -> store.renew(lease, life),
                made -> made instanceof Renewal.Renewed ? Result.OK : Result.LOST);
        if (renewal instanceof Renewal.Lost) {
            watch.audit(LockEvent.of(Kind.LOST, lease));
        }
        return renewal;
    }

    @Override
    public Release release(Lease lease) {
        Release release = watch.watched(
                Operation.LEASE_RELEASE,
                () -> store.release(lease),
                made -> made == Release.RELEASED ? Result.OK : Result.LOST);
        watch.audit(LockEvent.of(release == Release.RELEASED ? Kind.RELEASED : Kind.LOST, lease));
        return release;
    }

    @Override
    public List<Lease> live(TenantId tenant) {
        return store.live(tenant);
    }
}
