package io.conserje.application.memory;

import io.conserje.application.lock.LifetimeBounds;
import io.conserje.application.lock.RoomHolds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds in a map. */
final class InMemoryRoomHolds implements RoomHolds {

    private record Key(TenantId tenant, RoomId room, OwnerToken owner) {
        static Key of(RoomHold hold) {
            return new Key(hold.tenant(), hold.room(), hold.owner());
        }
    }

    private record Room(TenantId tenant, RoomId room) {}

    private static final Comparator<RoomHold> BY_ROOM_AND_CHECK_IN = Comparator.comparing(RoomHold::room)
            .thenComparing(hold -> hold.stay().checkIn());

    private final InstantSource clock;
    private final Map<Key, RoomHold> holds = new LinkedHashMap<>();
    private final Map<Room, Long> fences = new HashMap<>();

    InMemoryRoomHolds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        Instant now = clock.instant();
        List<RoomHold> expired = forgetExpired(tenant, room, now);
        Key key = new Key(tenant, room, claimant.owner());
        RoomHold own = holds.get(key);
        if (own != null) {
            return isSame(own, stay, claimant)
                    ? new Claim.Granted(own, expired)
                    : new Claim.Refused(own.stay(), own.until(), expired);
        }
        Optional<RoomHold> other = findByRoom(tenant, room).stream()
                .filter(hold -> hold.stay().overlaps(stay))
                .findFirst();
        if (other.isPresent()) {
            return new Claim.Refused(other.get().stay(), other.get().until(), expired);
        }
        RoomHold hold = new RoomHold(tenant, room, stay, claimant, nextFence(tenant, room, now), now.plus(life), 0);
        holds.put(key, hold);
        return new Claim.Granted(hold, expired);
    }

    private static boolean isSame(RoomHold own, Stay stay, Claimant claimant) {
        return own.stay().equals(stay) && own.claimant().equals(claimant);
    }

    private long nextFence(TenantId tenant, RoomId room, Instant now) {
        return fences.merge(new Room(tenant, room), Fence.atLeast(now), (last, clocked) -> Math.max(last + 1, clocked));
    }

    @Override
    public synchronized Extension extend(RoomHold hold, HoldTerms terms) {
        RoomHold own = live(hold);
        if (own == null) {
            return new Extension.Lost();
        }
        if (own.extensions() > hold.extensions()) {
            return new Extension.Extended(own);
        }
        if (own.extensions() >= terms.maxExtensions()) {
            return new Extension.Exhausted(own.until());
        }
        RoomHold longer = new RoomHold(
                own.tenant(),
                own.room(),
                own.stay(),
                own.claimant(),
                own.fence(),
                own.until().plus(terms.extension()),
                own.extensions() + 1);
        holds.put(Key.of(own), longer);
        return new Extension.Extended(longer);
    }

    @Override
    public synchronized Release release(RoomHold hold) {
        RoomHold own = live(hold);
        if (own == null) {
            return Release.LOST;
        }
        holds.remove(Key.of(own));
        return Release.RELEASED;
    }

    @Override
    public synchronized List<RoomHold> findByRoom(TenantId tenant, RoomId room) {
        return find(tenant, hold -> hold.room().equals(room));
    }

    @Override
    public synchronized List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
        return find(tenant, hold -> hold.holder().equals(holder));
    }

    @Override
    public synchronized List<RoomHold> live(TenantId tenant) {
        return find(tenant, hold -> true);
    }

    private List<RoomHold> find(TenantId tenant, Predicate<RoomHold> wanted) {
        Instant now = clock.instant();
        return holds.values().stream()
                .filter(hold -> hold.tenant().equals(tenant) && hold.until().isAfter(now) && wanted.test(hold))
                .sorted(BY_ROOM_AND_CHECK_IN)
                .toList();
    }

    /** The stored hold, if it is the same and has not ended. */
    private @Nullable RoomHold live(RoomHold claimed) {
        RoomHold own = holds.get(Key.of(claimed));
        return own != null && own.fence() == claimed.fence() && own.until().isAfter(clock.instant()) ? own : null;
    }

    private List<RoomHold> forgetExpired(TenantId tenant, RoomId room, Instant now) {
        List<RoomHold> expired = holds.values().stream()
                .filter(hold -> hold.tenant().equals(tenant)
                        && hold.room().equals(room)
                        && !hold.until().isAfter(now))
                .toList();
        expired.forEach(hold -> holds.remove(Key.of(hold)));
        return expired;
    }
}
