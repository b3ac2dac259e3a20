package io.conserje.redis;

import io.conserje.application.lock.Leases;
import io.conserje.application.lock.LifetimeBounds;
import io.conserje.domain.lock.Claimant;
import io.conserje.domain.lock.Lease;
import io.conserje.domain.lock.LeaseKey;
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
 * Per hotel a hash of its leases as JSON, and a sorted set of their names by their end. A lease that has ended stays for a day or
 * more, for its fence. One script an operation, by the server's clock; a client that got no answer may send it again.
 */
final class RedisLeases implements Leases {

    /** For how long a lease is kept after its end. */
    private static final String AFTER_ITS_END = Long.toString(Duration.ofDays(1).toMillis());

    /**
     * KEYS: the leases, their names by end. ARGV: the name, the owner, the lease's JSON but for its end, its life in
     * milliseconds, how long keys are kept, for how long a lease is kept after its end.
     *
     * <p>Every claim clears away a few that have been kept for long enough: more than it adds.
     */
    private static final String CLAIM = Clocked.PREAMBLE + """
            local stored = redis.call('HGET', KEYS[1], ARGV[1])
            local lease = stored and cjson.decode(stored)
            if lease and lease['until'] > now then
              return {lease.owner == ARGV[2] and 'own' or 'held', stored}
            end
            local fence = fence_after(lease and lease.fence)
            local ends = now + ARGV[4]
            local json = ARGV[3] .. string.format('"fence":%.0f,"until":%.0f}', fence, ends)
            redis.call('HSET', KEYS[1], ARGV[1], json)
            redis.call('ZADD', KEYS[2], ends, ARGV[1])
            local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[6], 'LIMIT', 0, 5)
            if #old > 0 then
              redis.call('HDEL', KEYS[1], unpack(old))
              redis.call('ZREM', KEYS[2], unpack(old))
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[5])
            redis.call('PEXPIRE', KEYS[2], ARGV[5])
            if lease and lease['until'] > 0 then
              return {'granted', json, stored}
            end
            return {'granted', json}
            """;

    /** KEYS: the leases, their names by end. ARGV: the name, the owner, the fence, the life, how long keys are kept. */
    private static final String RENEW = Clocked.PREAMBLE + """
            local stored = redis.call('HGET', KEYS[1], ARGV[1])
            local lease = stored and cjson.decode(stored)
            if not lease or lease['until'] <= now or lease.owner ~= ARGV[2] or lease.fence ~= tonumber(ARGV[3]) then
              return {'lost', ''}
            end
            local ends = now + ARGV[4]
            local json = string.match(stored, '^(.*)"fence":')
              .. string.format('"fence":%.0f,"until":%.0f}', lease.fence, ends)
            redis.call('HSET', KEYS[1], ARGV[1], json)
            redis.call('ZADD', KEYS[2], ends, ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[5])
            redis.call('PEXPIRE', KEYS[2], ARGV[5])
            return {'renewed', json}
            """;

    /** KEYS: the leases, their names by end. ARGV: the name, the owner, the fence. What is left is the fence. */
    private static final String RELEASE = Clocked.PREAMBLE + """
            local stored = redis.call('HGET', KEYS[1], ARGV[1])
            local lease = stored and cjson.decode(stored)
            if not lease or lease['until'] <= now or lease.owner ~= ARGV[2] or lease.fence ~= tonumber(ARGV[3]) then
              return 0
            end
            redis.call('HSET', KEYS[1], ARGV[1], string.format('{"fence":%.0f,"until":0}', lease.fence))
            redis.call('ZADD', KEYS[2], now, ARGV[1])
            return 1
            """;

    /** KEYS: the leases, their names by end. */
    private static final String LIVE = Clocked.PREAMBLE + """
            local found = {}
            for _, json in ipairs(redis.call('HVALS', KEYS[1])) do
              if cjson.decode(json)['until'] > now then
                table.insert(found, json)
              end
            end
            return found
            """;

    private final RScript scripts;
    private final RedisCalls calls;

    RedisLeases(RedissonClient redisson, RedisCalls calls) {
        this.scripts = redisson.getScript(StringCodec.INSTANCE);
        this.calls = calls;
    }

    @Override
    public Claim claim(LeaseKey key, Claimant claimant, Duration life) {
        LifetimeBounds.checked(life);
        List<String> answer = run(
                "claim a lease",
                CLAIM,
                key.tenant(),
                key.name(),
                claimant.owner().value(),
                HoldState.head(key, claimant),
                Long.toString(life.toMillis()),
                Clocked.KEEP,
                AFTER_ITS_END);
        Lease decisive = HoldState.lease(key.tenant(), answer.get(1));
        return switch (answer.getFirst()) {
            case "granted" ->
                new Claim.Granted(
                        decisive,
                        answer.stream()
                                .skip(2)
                                .findFirst()
                                .map(json -> HoldState.lease(key.tenant(), json))
                                .orElse(null));
            case "own" ->
                decisive.claimant().equals(claimant)
                        ? new Claim.Granted(decisive, null)
                        : new Claim.Refused(decisive.until());
            default -> new Claim.Refused(decisive.until());
        };
    }

    @Override
    public Renewal renew(Lease lease, Duration life) {
        LifetimeBounds.checked(life);
        List<String> answer = run(
                "renew a lease",
                RENEW,
                lease.key().tenant(),
                lease.key().name(),
                lease.owner().value(),
                Long.toString(lease.fence()),
                Long.toString(life.toMillis()),
                Clocked.KEEP);
        return answer.getFirst().equals("renewed")
                ? new Renewal.Renewed(HoldState.lease(lease.key().tenant(), answer.get(1)))
                : new Renewal.Lost();
    }

    @Override
    public Release release(Lease lease) {
        long released = calls.<Long>call(
                "release a lease",
                () -> scripts.evalAsync(
                        Mode.READ_WRITE,
                        RELEASE,
                        ReturnType.LONG,
                        keys(lease.key().tenant()),
                        lease.key().name(),
                        lease.owner().value(),
                        Long.toString(lease.fence())));
        return released == 1 ? Release.RELEASED : Release.LOST;
    }

    @Override
    public List<Lease> live(TenantId tenant) {
        return run("find leases", LIVE, tenant).stream()
                .map(json -> HoldState.lease(tenant, json))
                .sorted(Comparator.comparing(lease -> lease.key().name()))
                .toList();
    }

    private List<String> run(String what, String script, TenantId tenant, Object... arguments) {
        return calls.<List<String>>call(
                what, () -> scripts.evalAsync(Mode.READ_WRITE, script, ReturnType.LIST, keys(tenant), arguments));
    }

    private static List<Object> keys(TenantId tenant) {
        return List.of(RedisKeys.leases(tenant), RedisKeys.leaseEnds(tenant));
    }
}
