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
 * Who may call {@code /api/admin}, and how often: whoever has the token, {@value #PER_MINUTE} times a minute from one address,
 * refused calls included. It stands before every path below, whether there is something or not. Of the token only a hash is
 * kept. Thread-safe.
 */
public final class AdminAccess implements Routes {

    /** Calls from one address in a minute. */
    static final int PER_MINUTE = 300;

    /** Whoever has the token: a program, in the audit. */
    static final Actor ACTOR = new Actor("admin-token");

    /** Those who called lately; whoever is forgotten among so many starts with a full allowance. */
    private static final int MOST_CLIENTS = 10_000;

    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] expected;
    private final LoadingCache<String, Bucket> allowances;

    /**
     * @param token null refuses everybody
     * @param ticker nanoseconds from any origin
     */
    public AdminAccess(@Nullable String token, LongSupplier ticker) {
        this.expected = token == null ? null : hash(token);
        this.allowances = Caffeine.newBuilder().maximumSize(MOST_CLIENTS).build(client -> allowance(ticker));
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.routes.before("/api/admin/*", this::admit);
    }

    /** On whose behalf an admitted request changes something. */
    static Actor actor() {
        return ACTOR;
    }

    private void admit(Context context) {
        ConsumptionProbe allowed = allowances.get(context.req().getRemoteAddr()).tryConsumeAndReturnRemaining(1);
        if (!allowed.isConsumed()) {
            throw new ProblemException(tooMany(allowed.getNanosToWaitForRefill()));
        }
        if (expected == null) {
            throw new ProblemException(
                    Problem.of(403, "The admin API is off: set ADMIN_API_TOKEN, and start the service again"));
        }
        String given = context.header("Authorization");
        if (given == null
                || !given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || !MessageDigest.isEqual(
                        expected, hash(given.substring(SCHEME.length()).strip()))) {
            throw new ProblemException(new Problem(
                    401,
                    "Send the admin token: Authorization: Bearer, and the value of ADMIN_API_TOKEN",
                    Map.of("WWW-Authenticate", "Bearer realm=\"conserje\"")));
        }
    }

    private static Problem tooMany(long nanosToWait) {
        long seconds = Duration.ofNanos(nanosToWait).toSeconds() + 1;
        return new Problem(
                429,
                "One address may call " + PER_MINUTE + " times a minute; go on in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    private static Bucket allowance(LongSupplier ticker) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(PER_MINUTE).refillGreedy(PER_MINUTE, Duration.ofMinutes(1)))
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
