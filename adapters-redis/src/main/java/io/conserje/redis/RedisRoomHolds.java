package io.conserje.redis;

import io.conserje.application.lock.Lives;
import io.conserje.application.lock.RoomHolds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.lock.HolderRef;
import io.conserje.domain.lock.RoomHold;
import io.conserje.domain.lock.RoomId;
import io.conserje.domain.lock.Stay;
import io.conserje.domain.tenancy.TenantId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Per hotel a hash of all its holds as JSON; per room a sorted set of them by check-in, one by their end, and the last fence.
 * One script an operation, by the server's clock. A client that got no answer may send its script again: the owner token tells
 * that it was done.
 */
final class RedisRoomHolds implements RoomHolds {

    /**
     * KEYS: the holds, the room's by check-in, the room's by end, its fence. ARGV: the hold's member, check-in and check-out as
     * days, the hold's JSON but for its end, its life in milliseconds, how long keys are kept. Answers what became of it and
     * the hold that decided, then those that had expired.
     *
     * <p>The stays of a room that are kept never share a night: only the last one that begins before this one's end can be in
     * its way.
     */
    private static final String CLAIM = Clocked.PREAMBLE + """
            local answer = {'', ''}
            repeat
              local gone = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1000)
              if #gone > 0 then
                for _, json in ipairs(redis.call('HMGET', KEYS[1], unpack(gone))) do
                  if json then table.insert(answer, json) end
                end
                redis.call('HDEL', KEYS[1], unpack(gone))
                redis.call('ZREM', KEYS[2], unpack(gone))
                redis.call('ZREM', KEYS[3], unpack(gone))
              end
            until #gone < 1000
            local own = redis.call('HGET', KEYS[1], ARGV[1])
            if own then
              answer[1], answer[2] = 'own', own
              return answer
            end
            local before = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. ARGV[3], '-inf', 'LIMIT', 0, 1)[1]
            local other = before and redis.call('HGET', KEYS[1], before)
            if other and cjson.decode(other).lastDay > tonumber(ARGV[2]) then
              answer[1], answer[2] = 'blocking', other
              return answer
            end
            local fence = fence_after(redis.call('GET', KEYS[4]))
            local ends = now + ARGV[5]
            local json = ARGV[4] .. string.format('"fence":%.0f,"until":%.0f,"extensions":0}', fence, ends)
            redis.call('SET', KEYS[4], string.format('%.0f', fence), 'PX', ARGV[6])
            redis.call('HSET', KEYS[1], ARGV[1], json)
            redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
            redis.call('ZADD', KEYS[3], ends, ARGV[1])
            for key = 1, 3 do
              redis.call('PEXPIRE', KEYS[key], ARGV[6])
            end
            answer[1], answer[2] = 'granted', json
            return answer
            """;

    /**
     * KEYS: the holds, the room's by check-in, the room's by end. ARGV: the hold's member, its fence, how often it was extended,
     * how often it may be, by how much, how long keys are kept.
     */
    private static final String EXTEND = Clocked.PREAMBLE + """
            local json = redis.call('HGET', KEYS[1], ARGV[1])
            local hold = json and cjson.decode(json)
            if not hold or hold['until'] <= now or hold.fence ~= tonumber(ARGV[2]) then
              return {'lost', ''}
            end
            if hold.extensions > tonumber(ARGV[3]) then
              return {'extended', json}
            end
            if hold.extensions >= tonumber(ARGV[4]) then
              return {'exhausted', json}
            end
            local ends = hold['until'] + ARGV[5]
            json = string.match(json, '^(.*)"fence":')
              .. string.format('"fence":%.0f,"until":%.0f,"extensions":%.0f}', hold.fence, ends, hold.extensions + 1)
            redis.call('HSET', KEYS[1], ARGV[1], json)
            redis.call('ZADD', KEYS[3], ends, ARGV[1])
            for key = 1, 3 do
              redis.call('PEXPIRE', KEYS[key], ARGV[6])
            end
            return {'extended', json}
            """;

    /** KEYS: the holds, the room's by check-in, the room's by end. ARGV: the hold's member, its fence. */
    private static final String RELEASE = Clocked.PREAMBLE + """
            local json = redis.call('HGET', KEYS[1], ARGV[1])
            local hold = json and cjson.decode(json)
            if not hold or hold['until'] <= now or hold.fence ~= tonumber(ARGV[2]) then
              return 0
            end
            redis.call('HDEL', KEYS[1], ARGV[1])
            redis.call('ZREM', KEYS[2], ARGV[1])
            redis.call('ZREM', KEYS[3], ARGV[1])
            return 1
            """;

    /** KEYS: the holds. ARGV: the member by which they are chosen ('room', 'holder' or none) and its value. */
    private static final String FIND = Clocked.PREAMBLE + """
            local found = {}
            for _, json in ipairs(redis.call('HVALS', KEYS[1])) do
              local hold = cjson.decode(json)
              if hold['until'] > now and (ARGV[1] == '' or hold[ARGV[1]] == ARGV[2]) then
                table.insert(found, json)
              end
            end
            return found
            """;

    private static final Comparator<RoomHold> LISTED = Comparator.comparing(RoomHold::room)
            .thenComparing(hold -> hold.stay().checkIn());

    private final RScript scripts;
    private final RedisCalls calls;

    RedisRoomHolds(RedissonClient redisson, RedisCalls calls) {
        this.scripts = redisson.getScript(StringCodec.INSTANCE);
        this.calls = calls;
    }

    @Override
    public Claim claim(TenantId tenant, RoomId room, Stay stay, Claimant claimant, Duration life) {
        Lives.checked(life);
        List<String> answer = run(
                "hold a room",
                CLAIM,
                List.of(
                        RedisKeys.holds(tenant),
                        RedisKeys.stays(tenant, room),
                        RedisKeys.ends(tenant, room),
                        RedisKeys.fence(tenant, room)),
                RedisKeys.member(room, claimant.owner()),
                Long.toString(stay.checkIn().toEpochDay()),
                Long.toString(stay.checkOut().toEpochDay()),
                HoldState.head(room, stay, claimant),
                Long.toString(life.toMillis()),
                Clocked.KEEP);
        RoomHold decisive = HoldState.hold(tenant, answer.get(1));
        List<RoomHold> expired = answer.stream()
                .skip(2)
                .map(json -> HoldState.hold(tenant, json))
                .toList();
        boolean granted = switch (answer.getFirst()) {
            case "granted" -> true;
            case "own" -> decisive.stay().equals(stay) && decisive.claimant().equals(claimant);
            default -> false;
        };
        return granted
                ? new Claim.Granted(decisive, expired)
                : new Claim.Refused(decisive.stay(), decisive.until(), expired);
    }

    @Override
    public Extension extend(RoomHold hold, HoldTerms terms) {
        List<String> answer = run(
                "extend a hold",
                EXTEND,
                keys(hold),
                RedisKeys.member(hold.room(), hold.owner()),
                Long.toString(hold.fence()),
                Integer.toString(hold.extensions()),
                Integer.toString(terms.maxExtensions()),
                Long.toString(terms.extension().toMillis()),
                Clocked.KEEP);
        return switch (answer.getFirst()) {
            case "extended" -> new Extension.Extended(HoldState.hold(hold.tenant(), answer.get(1)));
            case "exhausted" ->
                new Extension.Exhausted(
                        HoldState.hold(hold.tenant(), answer.get(1)).until());
            default -> new Extension.Lost();
        };
    }

    @Override
    public Release release(RoomHold hold) {
        long released = calls.<Long>call(
                "release a hold",
                () -> scripts.evalAsync(
                        Mode.READ_WRITE,
                        RELEASE,
                        ReturnType.LONG,
                        keys(hold),
                        RedisKeys.member(hold.room(), hold.owner()),
                        Long.toString(hold.fence())));
        return released == 1 ? Release.RELEASED : Release.LOST;
    }

    private static List<Object> keys(RoomHold hold) {
        return List.of(
                RedisKeys.holds(hold.tenant()),
                RedisKeys.stays(hold.tenant(), hold.room()),
                RedisKeys.ends(hold.tenant(), hold.room()));
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
        return run("find holds", FIND, List.of(RedisKeys.holds(tenant)), member, value).stream()
                .map(json -> HoldState.hold(tenant, json))
                .sorted(LISTED)
                .toList();
    }

    private List<String> run(String what, String script, List<Object> keys, Object... arguments) {
        return calls.<List<String>>call(
                what, () -> scripts.evalAsync(Mode.READ_WRITE, script, ReturnType.LIST, keys, arguments));
    }
}
