package io.conserje.application.lock;

import io.conserje.application.lock.LockListener.Operation;
import io.conserje.application.lock.LockListener.Result;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.LockEvent;
import io.conserje.domain.lock.LockEvent.Kind;
import io.conserje.domain.lock.ResourceId;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Holds with audit and listener. */
final class WatchedRoomHolds implements RoomHolds {

    private final Watched watch;
    private final RoomHolds store;

    WatchedRoomHolds(Watched watch, RoomHolds store) {
        this.watch = watch;
        this.store = store;
    }

    @Override
    public Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
        Claim claim = watch.watched(
                Operation.HOLD_CLAIM,
                () -> store.claim(tenant, room, stay, claimant, life),
                made -> made instanceof Claim.Granted ? Result.OK : Result.CONFLICT);
        if (!claim.expired().isEmpty()) {
            claim.expired().forEach(hold -> watch.audit(LockEvent.of(Kind.EXPIRED, hold)));
            watch.expired(claim.expired().size());
        }
        switch (claim) {
            case Claim.Granted granted -> watch.audit(LockEvent.of(Kind.ACQUIRED, granted.hold()));
            case Claim.Refused refused ->
                watch.audit(new LockEvent(
                        tenant,
                        ResourceId.of(room),
                        Kind.CONFLICT,
                        claimant.holder(),
                        0,
                        Map.of("stay", stay.toString(), "held", refused.held().toString())));
        }
        return claim;
    }

    @Override
    public Extension extend(RoomHold hold, HoldTerms terms) {
        Extension extension =
                watch.watched(Operation.HOLD_EXTEND, () -> store.extend(hold, terms), made -> switch (made) {
                    case Extension.Extended extended -> Result.OK;
                    case Extension.Exhausted exhausted -> Result.EXHAUSTED;
                    case Extension.Lost lost -> Result.LOST;
                });
        if (extension instanceof Extension.Extended extended) {
            watch.audit(LockEvent.of(Kind.EXTENDED, extended.hold()));
        } else if (extension instanceof Extension.Lost) {
            watch.audit(LockEvent.of(Kind.LOST, hold));
        }
        return extension;
    }

    @Override
    public Release release(RoomHold hold) {
        Release release = watch.watched(
                Operation.HOLD_RELEASE,
                () -> store.release(hold),
                made -> made == Release.RELEASED ? Result.OK : Result.LOST);
        watch.audit(LockEvent.of(release == Release.RELEASED ? Kind.RELEASED : Kind.LOST, hold));
        return release;
    }

    @Override
    public List<RoomHold> findByRoom(TenantId tenant, RoomId room) {
        return store.findByRoom(tenant, room);
    }

    @Override
    public List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
        return store.findByHolder(tenant, holder);
    }

    @Override
    public List<RoomHold> live(TenantId tenant) {
        return store.live(tenant);
    }
}
