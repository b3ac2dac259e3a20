package io.conserje.bootstrap;

import io.conserje.application.store.StoreCorruptException;
import io.conserje.application.store.StoreUnavailableException;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.db.transfer.LiveState;
import io.conserje.db.transfer.LiveStore;
import io.conserje.db.transfer.LiveStoreException;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.OwnerToken;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.session.GuestRef;
import io.conserje.domain.session.Session;
import io.conserje.domain.session.Session.LastTurn;
import io.conserje.domain.session.TurnId;
import io.conserje.domain.session.Version;
import io.conserje.domain.tenancy.Channel;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.redis.RedisAdapters;
import io.conserje.redis.RedisContents;
import io.conserje.redis.RedisContents.KeptSession;
import io.conserje.redis.RedisContents.Part;
import io.conserje.redis.RedisContents.ReleasedLease;
import io.conserje.redis.RedisContents.RoomFence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Redis as one end of a transfer. Thread-safe. */
public final class RedisLiveStore implements LiveStore, AutoCloseable {

    private static final String NO_EVICTION = "noeviction";

    private final String option;
    private final boolean isTarget;
    private final RedisUrl url;
    private final RedisAdapters redis;
    private final RedisContents contents;

    private RedisLiveStore(String option, RedisUrl url, RedisAdapters redis) {
        this.option = option;
        this.isTarget = option.startsWith("--to");
        this.url = url;
        this.redis = redis;
        this.contents = redis.contents();
    }

    /**
     * Prepares connections. The first one is opened by the first operation.
     *
     * @param option the one that named it, for messages: {@code --from-redis} or {@code --to-redis}
     */
    public static RedisLiveStore connect(String option, RedisUrl url) {
        return new RedisLiveStore(option, url, Stores.connect(url));
    }

    private <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreUnavailableException | StoreCorruptException failed) {
            throw new LiveStoreException(option + ": " + failed.getMessage(), failed);
        }
    }

    @Override
    public Instant now() {
        return asking(contents::now);
    }

    @Override
    public List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        if (asking(redis::isReplica)) {
            refusals.add(option + ": " + url + " is a read-only replica, and may not have the last changes. Give the"
                    + " address of the primary.");
        }
        String policy = policy();
        if (isTarget && !policy.equals(NO_EVICTION) && !policy.isEmpty()) {
            refusals.add(
                    option + ": " + url + " has maxmemory-policy " + policy + ", which loses live sessions and holds"
                            + " when memory is full. Set it with: redis-cli config set maxmemory-policy noeviction");
        }
        return refusals;
    }

    @Override
    public List<String> notes() {
        String policy = policy();
        if (policy.isEmpty()) {
            return List.of(option + ": " + url + " does not show its maxmemory-policy. Live sessions and holds need "
                    + NO_EVICTION + ".");
        }
        return isTarget || policy.equals(NO_EVICTION)
                ? List.of()
                : List.of(option + ": " + url + " has maxmemory-policy " + policy
                        + ", so it may have lost live sessions or holds already.");
    }

    private String policy() {
        return asking(() -> redis.evictionPolicy().orElse(""));
    }

    @Override
    public int read(Set<String> hotels, Consumer<LiveState> parts) {
        Set<TenantId> tenants = hotels.stream().map(TenantId::new).collect(Collectors.toSet());
        return asking(() -> contents.read(tenants, part -> parts.accept(state(part))));
    }

    @Override
    public int write(LiveState state) {
        return asking(() -> contents.write(part(state)));
    }

    @Override
    public void end(LiveState state) {
        Part part = part(state);
        asking(() -> {
            contents.end(part);
            return true;
        });
    }

    @Override
    public void mark(UUID mark, Duration life) {
        asking(() -> {
            contents.mark(mark, life);
            return true;
        });
    }

    @Override
    public boolean isMarked(UUID mark) {
        return asking(() -> contents.isMarked(mark));
    }

    @Override
    public void unmark(UUID mark) {
        asking(() -> {
            contents.unmark(mark);
            return true;
        });
    }

    @Override
    public void close() {
        redis.close();
    }

    private static LiveState state(Part part) {
        return new LiveState(
                part.sessions().stream().map(RedisLiveStore::state).toList(),
                part.holds().stream().map(RedisLiveStore::state).toList(),
                Stream.concat(
                                part.leases().stream().map(RedisLiveStore::state),
                                part.released().stream().map(RedisLiveStore::state))
                        .toList(),
                part.roomFences().stream()
                        .map(fence -> new LiveState.RoomFence(
                                fence.tenant().value(), fence.room().value(), fence.fence()))
                        .toList());
    }

    private static LiveState.Session state(KeptSession kept) {
        Session session = kept.session();
        LastTurn last = session.lastTurn();
        return new LiveState.Session(
                session.tenant().value(),
                session.guest().channel().name(),
                session.guest().address(),
                session.version().value(),
                session.attributes(),
                last == null ? null : last.turn().value(),
                last == null ? Map.of() : last.before(),
                kept.until());
    }

    private static LiveState.Hold state(RoomHold hold) {
        return new LiveState.Hold(
                hold.tenant().value(),
                hold.room().value(),
                hold.stay().checkIn(),
                hold.stay().checkOut(),
                hold.holder().value(),
                hold.owner().value(),
                hold.fence(),
                hold.extensions(),
                hold.until());
    }

    private static LiveState.Lease state(Lease lease) {
        return new LiveState.Lease(
                lease.key().tenant().value(),
                lease.key().name(),
                lease.holder().value(),
                lease.owner().value(),
                lease.fence(),
                lease.until());
    }

    private static LiveState.Lease state(ReleasedLease released) {
        return new LiveState.Lease(
                released.key().tenant().value(), released.key().name(), null, null, released.fence(), Instant.EPOCH);
    }

    private static Part part(LiveState state) {
        List<Lease> leases = new ArrayList<>();
        List<ReleasedLease> released = new ArrayList<>();
        state.leases().forEach(lease -> {
            LeaseKey key = new LeaseKey(new TenantId(lease.tenant()), lease.name());
            String holder = lease.holder();
            String owner = lease.owner();
            if (holder == null || owner == null) {
                released.add(new ReleasedLease(key, lease.fence()));
            } else {
                leases.add(new Lease(key, claimant(holder, owner), lease.fence(), lease.until()));
            }
        });
        return new Part(
                state.sessions().stream().map(RedisLiveStore::kept).toList(),
                state.holds().stream().map(RedisLiveStore::hold).toList(),
                leases,
                released,
                state.roomFences().stream()
                        .map(fence ->
                                new RoomFence(new TenantId(fence.tenant()), new RoomId(fence.room()), fence.fence()))
                        .toList());
    }

    private static KeptSession kept(LiveState.Session session) {
        @Nullable String turn = session.lastTurn();
        return new KeptSession(
                new Session(
                        new TenantId(session.tenant()),
                        GuestRef.stored(new Channel(session.channel()), session.guest()),
                        new Version(session.version()),
                        session.attributes(),
                        turn == null ? null : new LastTurn(new TurnId(turn), session.before())),
                session.until());
    }

    private static RoomHold hold(LiveState.Hold hold) {
        return new RoomHold(
                new TenantId(hold.tenant()),
                new RoomId(hold.room()),
                new Stay(hold.checkIn(), hold.checkOut()),
                claimant(hold.holder(), hold.owner()),
                hold.fence(),
                hold.until(),
                hold.extensions());
    }

    private static Claimant claimant(String holder, String owner) {
        return new Claimant(new HolderRef(holder), new OwnerToken(owner));
    }
}
