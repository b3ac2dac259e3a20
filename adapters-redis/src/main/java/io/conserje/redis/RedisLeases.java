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
 * Leases in Redis. A hash for each hotel keeps its leases as JSON, and a sorted set orders their names by end. A lease
 * is kept for at least a day after its end, because the next one needs its fence. Each operation is one script, which
 * uses Redis's clock. A client that gets no answer may send its script again.
 */
final class RedisLeases implements Leases {

    private static final String CLAIM = Scripts.load("clock", "claim-lease");
    private static final String RENEW = Scripts.load("clock", "leased", "renew-lease");
    static final String RELEASE = Scripts.load("clock", "leased", "release-lease");
    private static final String LIVE = Scripts.load("clock", "live-leases");

    /** How long a lease is kept after its end, in milliseconds. */
    private static final String KEPT_AFTER_END =
            Long.toString(Duration.ofDays(1).toMillis());

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
                LockJson.openLease(key, claimant),
                Long.toString(life.toMillis()),
                RedisKeys.TIME_TO_LIVE,
                KEPT_AFTER_END);
        Lease answered = LockJson.lease(key.tenant(), answer.get(1));
        return switch (answer.getFirst()) {
            case "granted" ->
                new Claim.Granted(
                        answered,
                        answer.stream()
                                .skip(2)
                                .findFirst()
                                .map(json -> LockJson.lease(key.tenant(), json))
                                .orElse(null));
            case "own" ->
                answered.claimant().equals(claimant)
                        ? new Claim.Granted(answered, null)
                        : new Claim.Refused(answered.until());
            default -> new Claim.Refused(answered.until());
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
                RedisKeys.TIME_TO_LIVE);
        return answer.getFirst().equals("renewed")
                ? new Renewal.Renewed(LockJson.lease(lease.key().tenant(), answer.get(1)))
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
                .map(json -> LockJson.lease(tenant, json))
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
