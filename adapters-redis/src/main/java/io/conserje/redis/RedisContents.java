package io.conserje.redis;

import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.session.Session;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Everything that this Redis keeps of hotels, to be moved from one store to another. What is written keeps its version,
 * fence and end, so writing it again changes nothing, and a newer state of this store stays. Thread-safe.
 *
 * <p>Each method throws {@link io.conserje.application.store.StoreUnavailableException} if Redis fails or does not answer
 * in time, and {@link io.conserje.application.store.StoreCorruptException} if something in it cannot be read.
 */
public final class RedisContents {

    /**
     * A part of the contents.
     *
     * @param leases also those that have expired, whose expiry nobody has recorded yet
     * @param released the fences of leases that were released
     */
    public record Part(
            List<KeptSession> sessions,
            List<RoomHold> holds,
            List<Lease> leases,
            List<ReleasedLease> released,
            List<RoomFence> roomFences) {

        public Part {
            sessions = List.copyOf(sessions);
            holds = List.copyOf(holds);
            leases = List.copyOf(leases);
            released = List.copyOf(released);
            roomFences = List.copyOf(roomFences);
        }
    }

    /**
     * A session and its end.
     *
     * @param until when it expires, exclusive, by the store's clock
     */
    public record KeptSession(Session session, Instant until) {}

    /** The fence that the next lease of this key must exceed. */
    public record ReleasedLease(LeaseKey key, long fence) {}

    /** The fence that the next hold of this room must exceed. */
    public record RoomFence(TenantId tenant, RoomId room, long fence) {}

    private static final String PUT_SESSION = Scripts.load("clock", "put-session");
    private static final String PUT_HOLD = Scripts.load("clock", "put-hold");
    private static final String PUT_LEASE = Scripts.load("clock", "put-lease");
    private static final String RAISE_FENCE = Scripts.load("raise-fence");
    private static final String NOW = Scripts.load("clock") + "\nreturn time[1] .. ' ' .. time[2]";

    /** Commands that are sent before the first answer is awaited. */
    private static final int AT_ONCE = 500;

    private final RedissonClient redisson;
    private final RScript scripts;
    private final RedisCalls calls;

    RedisContents(RedissonClient redisson, RedisCalls calls) {
        this.redisson = redisson;
        this.scripts = redisson.getScript(StringCodec.INSTANCE);
        this.calls = calls;
    }

    /** The time by the store's clock, to the microsecond. */
    public Instant now() {
        String time = calls.call(
                "tell the time",
                () -> scripts.<String>evalAsync(
                        Mode.READ_WRITE, NOW, ReturnType.VALUE, List.of("conserje:clock"), new Object[0]));
        int space = time.indexOf(' ');
        return Instant.ofEpochSecond(
                Long.parseLong(time.substring(0, space)), Long.parseLong(time.substring(space + 1)) * 1000);
    }

    /**
     * Reads the live sessions and holds, the leases, and all fences of hotels, part by part. What changes meanwhile may be
     * read before or after the change.
     *
     * @return how many other hotels have keys here
     */
    public int read(Set<TenantId> hotels, Consumer<Part> parts) {
        return new ContentsReader(redisson, calls, now()).read(hotels, parts);
    }

    /**
     * Writes what another store had. Ends are by this store's clock.
     *
     * @return how many of these were left out, because this store has a newer session, hold, lease or fence
     */
    public int write(Part part) {
        int newer = 0;
        newer += written("write sessions", part.sessions(), this::put);
        newer += written("write holds", part.holds(), this::put);
        newer += written("write leases", part.leases(), this::put);
        newer += written("write leases", part.released(), this::put);
        written("raise fences", part.roomFences(), this::put);
        return newer;
    }

    private interface Put<T> {
        CompletionStage<Long> of(T thing);
    }

    private <T> int written(String what, List<T> things, Put<T> put) {
        int newer = 0;
        for (int from = 0; from < things.size(); from += AT_ONCE) {
            List<T> some = things.subList(from, Math.min(things.size(), from + AT_ONCE));
            newer += (int) calls
                    .call(
                            what,
                            () -> Futures.all(some.stream()
                                    .map(thing -> put.of(thing).toCompletableFuture())
                                    .toList()))
                    .stream()
                    .filter(answer -> answer == 0)
                    .count();
        }
        return newer;
    }

    private CompletionStage<Long> put(KeptSession kept) {
        Session session = kept.session();
        return run(
                PUT_SESSION,
                List.of(RedisKeys.session(session.tenant(), session.guest()), RedisKeys.index(session.tenant())),
                Long.toString(session.version().value()),
                UUID.randomUUID().toString(),
                SessionState.write(session),
                Long.toString(kept.until().toEpochMilli()),
                RedisKeys.member(session.guest()));
    }

    private CompletionStage<Long> put(RoomHold hold) {
        return run(
                PUT_HOLD,
                List.of(RedisKeys.holds(hold.tenant()), RedisKeys.room(hold.tenant(), hold.room())),
                hold.room() + " " + hold.owner().value() + " "
                        + hold.stay().checkIn().toEpochDay() + " "
                        + hold.stay().checkOut().toEpochDay() + " " + hold.fence() + " "
                        + hold.until().toEpochMilli() + " " + RedisKeys.TIME_TO_LIVE + " " + hold.extensions() + " "
                        + LockJson.openHold(hold.room(), hold.stay(), hold.claimant()));
    }

    private CompletionStage<Long> put(Lease lease) {
        return put(
                lease.key(),
                lease.fence(),
                Long.toString(lease.until().toEpochMilli()),
                LockJson.openLease(lease.key(), lease.claimant()));
    }

    private CompletionStage<Long> put(ReleasedLease released) {
        return put(released.key(), released.fence(), "0", "");
    }

    private CompletionStage<Long> put(LeaseKey key, long fence, String until, String head) {
        return run(
                PUT_LEASE,
                List.of(RedisKeys.leases(key.tenant()), RedisKeys.leaseEnds(key.tenant())),
                key.name(),
                Long.toString(fence),
                until,
                head,
                RedisKeys.TIME_TO_LIVE);
    }

    private CompletionStage<Long> put(RoomFence fence) {
        return run(
                RAISE_FENCE,
                List.of(RedisKeys.room(fence.tenant(), fence.room())),
                Long.toString(fence.fence()),
                RedisKeys.TIME_TO_LIVE);
    }

    private CompletionStage<Long> run(String script, List<Object> keys, Object... arguments) {
        return scripts.evalAsync(Mode.READ_WRITE, script, ReturnType.LONG, keys, arguments);
    }

    /** Ends these sessions, holds and leases. Their fences stay. */
    public void end(Part part) {
        written("end sessions", part.sessions(), this::end);
        written("end holds", part.holds(), this::end);
        written("end leases", part.leases(), this::end);
    }

    private CompletionStage<Long> end(KeptSession kept) {
        Session session = kept.session();
        return run(
                RedisSessions.END,
                List.of(RedisKeys.session(session.tenant(), session.guest()), RedisKeys.index(session.tenant())),
                RedisKeys.member(session.guest()));
    }

    private CompletionStage<Long> end(RoomHold hold) {
        return run(
                RedisRoomHolds.RELEASE,
                List.of(RedisKeys.holds(hold.tenant()), RedisKeys.room(hold.tenant(), hold.room())),
                RedisRoomHolds.reference(hold));
    }

    private CompletionStage<Long> end(Lease lease) {
        return run(
                RedisLeases.RELEASE,
                List.of(
                        RedisKeys.leases(lease.key().tenant()),
                        RedisKeys.leaseEnds(lease.key().tenant())),
                lease.key().name(),
                lease.owner().value(),
                Long.toString(lease.fence()));
    }

    /**
     * Leaves a mark by which this Redis is recognised under another address.
     *
     * @param life after which it is gone by itself
     */
    public void mark(UUID mark, Duration life) {
        calls.call(
                "write a mark",
                () -> redisson.<String>getBucket(key(mark), StringCodec.INSTANCE)
                        .setAsync("", life)
                        .thenApply(done -> true));
    }

    /** Whether this Redis has the mark. */
    public boolean isMarked(UUID mark) {
        return calls.call(
                "read a mark",
                () -> redisson.getBucket(key(mark), StringCodec.INSTANCE).isExistsAsync());
    }

    /** Removes a mark. */
    public void unmark(UUID mark) {
        calls.call(
                "remove a mark",
                () -> redisson.getBucket(key(mark), StringCodec.INSTANCE).deleteAsync());
    }

    private static String key(UUID mark) {
        return "conserje:mark:" + mark;
    }
}
