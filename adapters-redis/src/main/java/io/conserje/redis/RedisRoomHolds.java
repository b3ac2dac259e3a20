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
 * Per hotel a hash of all its holds as JSON. Per room one sorted set, whose scores never meet: its holds by check-in, in days
 * ({@code stay} and the owner); its holds by their end, in milliseconds ({@code ends} and the owner); and its last fence, in
 * microseconds ({@code fence}). One key and few commands, because commands are what a claim costs. One script an operation, by
 * the server's clock. A client that got no answer may send its script again: the owner token tells that it was done.
 */
final class RedisRoomHolds implements RoomHolds {

    /** Below all ends, above all check-ins: the year 2001 in milliseconds. */
    private static final String ENDS_FROM = "1000000000000";

    /**
     * KEYS: the holds, the room. ARGV, of which each costs the client more than it costs the server to take one apart: the room,
     * the owner, check-in and check-out as days, the hold's life and how long keys are kept in milliseconds, and the hold's JSON
     * but for its end. Answers in lines, as one string costs a third of a list: what became of it; the hold that decided, or the fence
     * and the end of the new one; then those that had expired. JSON has no line breaks.
     *
     * <p>The stays of a room that are kept never share a night: only the last one that begins before this one's end can be in
     * its way. An own hold that is not in its way has its place in the hash all the same.
     *
     * <p>The room's key outlives what is in it by far: it is enough to say so once an hour. A hold that is in the room and no longer in
     * the hash is none, and must not hide the one before it.
     *
     * <p>A room that nobody comes by any more takes its own key with it in time, and leaves its last holds in the hash: one claim in
     * thirty-two, of any room, looks at a few of the hash and clears away what is as old as that.
     */
    private static final String CLAIM = Clocked.PREAMBLE + """
            local room, owner, check_in, check_out, life, keep, head =
              string.match(ARGV[1], '^(%%S+) (%%S+) (%%S+) (%%S+) (%%S+) (%%S+) (.*)$')
            local own = room .. ' ' .. owner
            local expired = ''
            repeat
              local gone = redis.call('ZRANGEBYSCORE', KEYS[2], %1$s, now, 'LIMIT', 0, 1000)
              if #gone > 0 then
                local members, both = {}, {}
                for _, ending in ipairs(gone) do
                  local of = string.sub(ending, 6)
                  members[#members + 1] = room .. ' ' .. of
                  both[#both + 1] = ending
                  both[#both + 1] = 'stay ' .. of
                end
                for _, json in ipairs(redis.call('HMGET', KEYS[1], unpack(members))) do
                  if json then expired = expired .. '\\n' .. json end
                end
                redis.call('HDEL', KEYS[1], unpack(members))
                redis.call('ZREM', KEYS[2], unpack(both))
              end
            until #gone < 1000
            if time[2] %% 32 == 0 then
              local some = redis.call('HRANDFIELD', KEYS[1], 8, 'WITHVALUES')
              for place = 2, #some, 2 do
                if tonumber(string.match(some[place], '"until":(%%d+)')) < now - keep then
                  redis.call('HDEL', KEYS[1], some[place - 1])
                  expired = expired .. '\\n' .. some[place]
                end
              end
            end
            local before, other
            repeat
              before = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. check_out, '-inf', 'LIMIT', 0, 1)[1]
              other = before and redis.call('HGET', KEYS[1], room .. ' ' .. string.sub(before, 6))
              if before and not other then
                redis.call('ZREM', KEYS[2], before, 'ends ' .. string.sub(before, 6))
              end
            until other or not before
            if other and tonumber(string.match(other, '"lastDay":(-?%%d+)')) > tonumber(check_in) then
              local mine = redis.call('HGET', KEYS[1], own)
              return (mine and 'own' or 'blocking') .. '\\n' .. (mine or other) .. expired
            end
            local stored = redis.call('ZSCORE', KEYS[2], 'fence')
            local fence = string.format('%%.0f', fence_after(stored))
            local ends = string.format('%%.0f', now + life)
            local json = head .. '"fence":' .. fence .. ',"until":' .. ends .. ',"extensions":0}'
            if redis.call('HSETNX', KEYS[1], own, json) == 0 then
              return 'own\\n' .. redis.call('HGET', KEYS[1], own) .. expired
            end
            redis.call('ZADD', KEYS[2], check_in, 'stay ' .. owner, ends, 'ends ' .. owner, fence, 'fence')
            redis.call('PEXPIRE', KEYS[1], keep)
            if not stored or math.floor(stored / 3600000000) ~= math.floor(now / 3600000) then
              redis.call('PEXPIRE', KEYS[2], keep)
            end
            return 'granted\\n' .. fence .. ' ' .. ends .. expired
            """.formatted(ENDS_FROM);

    /**
     * KEYS: the holds, the room. ARGV: the hold's room, owner and fence, and more. Defines the hold's name in the hash, its
     * {@code json}, {@code ends} and {@code extensions}; no live hold, no ends.
     */
    private static final String MEANT = Clocked.PREAMBLE + """
            local room, owner, meant, more = string.match(ARGV[1], '^(%S+) (%S+) (%S+) ?(.*)$')
            local own = room .. ' ' .. owner
            local json = redis.call('HGET', KEYS[1], own)
            local fence, ends, extensions
            if json then
              fence, ends, extensions = string.match(json, '"fence":(%d+),"until":(%d+),"extensions":(%d+)}$')
              ends, extensions = tonumber(ends), tonumber(extensions)
              if fence ~= meant or ends <= now then
                ends = nil
              end
            end
            """;

    /** More: how often it was extended, how often it may be, by how much, how long keys are kept. */
    private static final String EXTEND = MEANT + """
            if not ends then
              return 'lost'
            end
            local before, most, longer, keep = string.match(more, '^(%S+) (%S+) (%S+) (%S+)$')
            if extensions > tonumber(before) then
              return 'extended\\n' .. json
            end
            if extensions >= tonumber(most) then
              return 'exhausted\\n' .. json
            end
            ends = ends + longer
            json = string.match(json, '^(.*"fence":%d+,)')
              .. string.format('"until":%.0f,"extensions":%.0f}', ends, extensions + 1)
            redis.call('HSET', KEYS[1], own, json)
            redis.call('ZADD', KEYS[2], ends, 'ends ' .. owner)
            redis.call('PEXPIRE', KEYS[1], keep)
            redis.call('PEXPIRE', KEYS[2], keep)
            return 'extended\\n' .. json
            """;

    private static final String RELEASE = MEANT + """
            if not ends then
              return 0
            end
            redis.call('HDEL', KEYS[1], own)
            redis.call('ZREM', KEYS[2], 'stay ' .. owner, 'ends ' .. owner)
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
        LifetimeBounds.checked(life);
        List<String> answer = run(
                "hold a room",
                CLAIM,
                keys(tenant, room),
                room + " " + claimant.owner().value() + " " + stay.checkIn().toEpochDay() + " "
                        + stay.checkOut().toEpochDay() + " " + life.toMillis() + " " + Clocked.KEEP + " "
                        + HoldState.head(room, stay, claimant));
        List<RoomHold> expired = answer.stream()
                .skip(2)
                .map(json -> HoldState.hold(tenant, json))
                .toList();
        if (answer.getFirst().equals("granted")) {
            return new Claim.Granted(granted(tenant, room, stay, claimant, answer.get(1)), expired);
        }
        RoomHold decisive = HoldState.hold(tenant, answer.get(1));
        boolean same = decisive.stay().equals(stay) && decisive.claimant().equals(claimant);
        return answer.getFirst().equals("own") && same
                ? new Claim.Granted(decisive, expired)
                : new Claim.Refused(decisive.stay(), decisive.until(), expired);
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
                meant(hold) + " " + hold.extensions() + " " + terms.maxExtensions() + " "
                        + terms.extension().toMillis() + " " + Clocked.KEEP);
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
                () -> scripts.evalAsync(Mode.READ_WRITE, RELEASE, ReturnType.LONG, keys(hold), meant(hold)));
        return released == 1 ? Release.RELEASED : Release.LOST;
    }

    /** Neither rooms nor owners have a space in them. */
    private static String meant(RoomHold hold) {
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
                .map(json -> HoldState.hold(tenant, json))
                .sorted(LISTED)
                .toList();
    }

    /** The lines of what the script answers. */
    private List<String> run(String what, String script, List<Object> keys, String argument) {
        return calls.<String>call(
                        what, () -> scripts.evalAsync(Mode.READ_WRITE, script, ReturnType.VALUE, keys, argument))
                .lines()
                .toList();
    }
}
