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
 * Who may call {@code /api/admin}, and how often: whoever has the token, {@value #AT_ONCE} times at once from one address of a
 * connection, and then 5 times a second. Those without it have an allowance of their own there, so that they cannot use up the
 * other's, behind a proxy least of all. It stands before every path below, whether there is something or not. Of the token only a hash is
 * kept. Thread-safe.
 */
public final class AdminAccess implements Routes {

    /** Calls from one address at once; as many are allowed anew in a minute. */
    static final int AT_ONCE = 300;

    /** Whoever has the token: a program, in the audit. */
    static final Actor ACTOR = new Actor("admin-token");

    /** Those who called lately; whoever is forgotten among so many starts with a full allowance. */
    private static final int MAX_CLIENTS = 10_000;

    private static final String SCHEME = "Bearer ";

    private record Client(String address, boolean hasToken) {}

    private final byte @Nullable [] expected;
    private final LoadingCache<Client, Bucket> allowances;

    /**
     * @param token null refuses everybody
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
            throw new ProblemException(
                    Problem.of(403, "The admin API is off: set ADMIN_API_TOKEN, and start the service again"));
        }
        if (!hasToken) {
            throw new ProblemException(new Problem(
                    401,
                    "Send the admin token: Authorization: Bearer, and the value of ADMIN_API_TOKEN",
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
                "One address may call " + AT_ONCE + " times at once, and then 5 times a second; go on in " + seconds
                        + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    private static Bucket allowance(LongSupplier ticker) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(AT_ONCE, Duration.ofMinutes(1)))
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
