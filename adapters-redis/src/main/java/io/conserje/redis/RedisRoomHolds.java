package io.conserje.redis;

import io.conserje.application.lock.LifetimeBounds;
import io.conserje.application.lock.RoomHolds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Room holds in Redis. A hash for each hotel keeps its holds as JSON, and a sorted set for each room orders them:
 * {@code claim-hold.lua} describes both. Each operation is one script, which uses Redis's clock. A client that gets no
 * answer may send its script again: the owner token shows that it was done.
 */
final class RedisRoomHolds implements RoomHolds {

    private static final String CLAIM = Scripts.load("clock", "claim-hold");
    private static final String EXTEND = Scripts.load("clock", "held", "extend-hold");
    static final String RELEASE = Scripts.load("clock", "held", "release-hold");
    private static final String FIND = Scripts.load("clock", "find-holds");

    private static final Comparator<RoomHold> BY_ROOM_AND_CHECK_IN = Comparator.comparing(RoomHold::room)
            .thenComparing(hold -> hold.stay().checkIn());

    private final RScript scripts;
    private final RedisCalls calls;

    RedisRoomHolds(RedissonClient redisson, RedisCalls calls) {
        this.scripts = redisson.getScript(StringCodec.INSTANCE);
        this.calls = calls;
    }

    @Override
    public Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        List<String> answer = run(
                "hold a room",
                CLAIM,
                keys(tenant, room),
                room + " " + claimant.owner().value() + " " + stay.checkIn().toEpochDay() + " "
                        + stay.checkOut().toEpochDay() + " " + life.toMillis() + " " + RedisKeys.TIME_TO_LIVE + " "
                        + LockJson.openHold(room, stay, claimant));
        List<RoomHold> expired =
                answer.stream().skip(2).map(json -> LockJson.hold(tenant, json)).toList();
        if (answer.getFirst().equals("granted")) {
            return new Claim.Granted(granted(tenant, room, stay, claimant, answer.get(1)), expired);
        }
        RoomHold other = LockJson.hold(tenant, answer.get(1));
        boolean repeated = other.stay().equals(stay) && other.claimant().equals(claimant);
        return answer.getFirst().equals("own") && repeated
                ? new Claim.Granted(other, expired)
                : new Claim.Refused(other.stay(), other.until(), expired);
    }

    private static RoomHold granted(TenantId tenant, RoomId room, Stay stay, Claimant claimant, String fenceAndEnd) {
        int space = fenceAndEnd.indexOf(' ');
        long fence = Long.parseLong(fenceAndEnd.substring(0, space));
        Instant until = Instant.ofEpochMilli(Long.parseLong(fenceAndEnd.substring(space + 1)));
        return new RoomHold(tenant, room, stay, claimant, fence, until, 0);
    }

    @Override
    public Extension extend(RoomHold hold, HoldTerms terms) {
        List<String> answer = run(
                "extend a hold",
                EXTEND,
                keys(hold),
                reference(hold) + " " + hold.extensions() + " " + terms.maxExtensions() + " "
                        + terms.extension().toMillis() + " " + RedisKeys.TIME_TO_LIVE);
        return switch (answer.getFirst()) {
            case "extended" -> new Extension.Extended(LockJson.hold(hold.tenant(), answer.get(1)));
            case "exhausted" ->
                new Extension.Exhausted(
                        LockJson.hold(hold.tenant(), answer.get(1)).until());
            default -> new Extension.Lost();
        };
    }

    @Override
    public Release release(RoomHold hold) {
        long released = calls.<Long>call(
                "release a hold",
                () -> scripts.evalAsync(Mode.READ_WRITE, RELEASE, ReturnType.LONG, keys(hold), reference(hold)));
        return released == 1 ? Release.RELEASED : Release.LOST;
    }

    /** The words that {@code held.lua} reads. Rooms and owner tokens contain no space. */
    static String reference(RoomHold hold) {
        return hold.room() + " " + hold.owner().value() + " " + hold.fence();
    }

    private static List<Object> keys(RoomHold hold) {
        return keys(hold.tenant(), hold.room());
    }

    private static List<Object> keys(TenantId tenant, RoomId room) {
        return List.of(RedisKeys.holds(tenant), RedisKeys.room(tenant, room));
    }

    @Override
    public List<RoomHold> findByRoom(TenantId tenant, RoomId room) {
        return find(tenant, "room", room.value());
    }

    @Override
    public List<RoomHold> findByHolder(TenantId tenant, HolderRef holder) {
        return find(tenant, "holder", holder.value());
    }

    @Override
    public List<RoomHold> live(TenantId tenant) {
        return find(tenant, "", "");
    }

    private List<RoomHold> find(TenantId tenant, String member, String value) {
        List<String> found = calls.call(
                "find holds",
                () -> scripts.evalAsync(
                        Mode.READ_WRITE, FIND, ReturnType.LIST, List.of(RedisKeys.holds(tenant)), member, value));
        return found.stream()
                .map(json -> LockJson.hold(tenant, json))
                .sorted(BY_ROOM_AND_CHECK_IN)
                .toList();
    }

    /** Returns the lines of the script's answer. */
    private List<String> run(String what, String script, List<Object> keys, String argument) {
        return calls.<String>call(
                        what, () -> scripts.evalAsync(Mode.READ_WRITE, script, ReturnType.VALUE, keys, argument))
                .lines()
                .toList();
    }
}
