package io.conserje.http.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.conserje.application.tenancy.Actor;
import io.conserje.http.problem.Problem;
import io.conserje.http.problem.ProblemException;
import io.conserje.http.routing.Routes;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits callers of {@code /api/admin} that send the token. One address may call {@value #MAX_BURST} times at once, and
 * then 5 times a second. Calls without the token have a separate allowance, because callers behind one proxy share an
 * address. The check runs for every path below {@code /api/admin}, also for paths that do not exist. Only a hash of the
 * token is kept. Thread-safe.
 */
public final class AdminAccess implements Routes {

    /** The maximum number of calls from one address at once. As many are allowed anew per minute. */
    static final int MAX_BURST = 300;

    /** The actor that the audit shows for callers with the token. */
    static final Actor ACTOR = new Actor("admin-token");

    /** How many callers are remembered. A caller that was forgotten starts with a full allowance. */
    private static final int MAX_CLIENTS = 10_000;

    private static final String SCHEME = "Bearer ";

    private record Client(String address, boolean hasToken) {}

    private final byte @Nullable [] expected;
    private final LoadingCache<Client, Bucket> allowances;

    /**
     * @param token the token that callers must send; null refuses all callers
     * @param ticker nanoseconds from any origin
     */
    public AdminAccess(@Nullable String token, LongSupplier ticker) {
        this.expected = token == null ? null : hash(token);
        this.allowances = Caffeine.newBuilder().maximumSize(MAX_CLIENTS).build(client -> allowance(ticker));
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before("/api/admin/*", this::admit);
    }

    private void admit(Context context) {
        boolean hasToken = isExpected(context.header("Authorization"));
        ConsumptionProbe allowed = allowances
                .get(new Client(context.req().getRemoteAddr(), hasToken))
                .tryConsumeAndReturnRemaining(1);
        if (!allowed.isConsumed()) {
            throw new ProblemException(tooMany(allowed.getNanosToWaitForRefill()));
        }
        if (expected == null) {
            throw new ProblemException(Problem.of(
                    403, "The admin API is off. To turn it on, set ADMIN_API_TOKEN and restart the service."));
        }
        if (!hasToken) {
            throw new ProblemException(new Problem(
                    401,
                    "The admin token is missing or wrong. Send the value of ADMIN_API_TOKEN in the header"
                            + " Authorization: Bearer TOKEN.",
                    Map.of("WWW-Authenticate", "Bearer realm=\"conserje\"")));
        }
    }

    private boolean isExpected(@Nullable String authorization) {
        return expected != null
                && authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        expected, hash(authorization.substring(SCHEME.length()).strip()));
    }

    private static Problem tooMany(long nanosToWait) {
        long seconds = Duration.ofNanos(nanosToWait).toSeconds() + 1;
        return new Problem(
                429,
                "Too many calls from one address. It may call " + MAX_BURST
                        + " times at once, and then 5 times a second." + " Try again in " + seconds + " s.",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    private static Bucket allowance(LongSupplier ticker) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(MAX_BURST).refillGreedy(MAX_BURST, Duration.ofMinutes(1)))
                .withCustomTimePrecision(new Nanos(ticker))
                .build();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    private record Nanos(LongSupplier ticker) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return ticker.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
