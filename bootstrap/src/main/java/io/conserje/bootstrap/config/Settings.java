package io.conserje.bootstrap.config;

import io.conserje.application.messaging.LaterMessages;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.postgres.tx.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the environment tells the service. Immutable; secrets are {@link Secret}s and the URLs hide their passwords, so it can be
 * shown as it is.
 *
 * <p>Lengths of time are written {@code 15000ms}, {@code 15s}, {@code 30m}, {@code 2h}, {@code 1d} or {@code PT30M}; a bare
 * number is seconds in all of them. A setting that is empty or blank counts as not set.
 *
 * @param sessions {@code SESSIONS}; where not set: Redis if {@code REDIS_URL} is, or in development, else PostgreSQL
 * @param locks {@code LOCKS}; where not set, as sessions
 * @param sessionTtl {@code SESSION_TTL}
 * @param holds {@code LOCK_TTL}, {@code LOCK_MAX_EXTENSIONS} and {@code LOCK_EXTENSION}
 * @param auditDays {@code LOCK_AUDIT_DAYS}, 1 to 3650: for how long the audit of locks is kept, and
 *     leases that have ended and unused fences, these for eight at the least
 * @param adminToken {@code ADMIN_API_TOKEN}; null turns {@code /api/admin} off
 * @param warnings what will work but ought to be looked at, a line each
 */
public record Settings(
        Environment environment,
        Postgres postgres,
        @Nullable RedisUrl redis,
        Store sessions,
        Store locks,
        Tenancy tenancy,
        WhatsApp whatsApp,
        Dlq dlq,
        IdleTimeout sessionTtl,
        HoldTerms holds,
        int auditDays,
        @Nullable Secret adminToken,
        LogFormat logFormat,
        Listen listen,
        List<String> warnings) {

    /**
     * PostgreSQL.
     *
     * @param url {@code POSTGRES_URL}, or null in development: then a server is embedded
     * @param migrations {@code MIGRATIONS_DB_URL}: the owner's login, never through a transaction pooler; {@code url} where not
     *     set, and null where that is a transaction pooler or null
     * @param statementTimeout {@code STATEMENT_TIMEOUT}, 100 ms to 10 min
     * @param idleInTransactionTimeout {@code IDLE_IN_TRANSACTION_TIMEOUT}, 100 ms to 10 min
     */
    public record Postgres(
            @Nullable DatabaseUrl url,
            @Nullable DatabaseUrl migrations,
            PoolSize pool,
            Duration statementTimeout,
            Duration idleInTransactionTimeout) {

        /** What binds every transaction of ours. */
        public Timeouts timeouts() {
            return new Timeouts(statementTimeout, idleInTransactionTimeout);
        }

        /** The same for a server that was started because no URL was given. */
        public Postgres at(DatabaseUrl embedded) {
            return new Postgres(embedded, embedded, pool, statementTimeout, idleInTransactionTimeout);
        }
    }

    /**
     * Whose an incoming message is.
     *
     * @param dynamic {@code TENANCY_DYNAMIC_ENABLED}; if not, every sender is the tenant {@code default}
     * @param strict {@code TENANCY_STRICT}: an unknown sender is refused rather than given to the tenant {@code default}
     */
    public record Tenancy(boolean dynamic, boolean strict) {}

    /**
     * WhatsApp's Cloud API. What is null is not set, which only development allows.
     *
     * @param appSecret signs webhooks; without it they are taken unsigned
     */
    public record WhatsApp(
            @Nullable Secret accessToken,
            @Nullable Secret verifyToken,
            @Nullable Secret appSecret,
            URI apiUrl) {}

    /**
     * What becomes of messages whose handling failed.
     *
     * @param retries {@code DLQ_MAX_RETRIES} and {@code DLQ_RETRY_BACKOFF_BASE}
     * @param ttl {@code DLQ_TTL_DAYS}: how long a dead letter waits for a decision, 1 day to 10 years
     * @param laterMessages {@code DLQ_LATER_MESSAGES}: what a guest's later messages do while one waits for its retry
     */
    public record Dlq(RetryPolicy retries, Duration ttl, LaterMessages laterMessages) {}

    /**
     * Where HTTP is served.
     *
     * @param port 0 to 65535; 0 takes a free one
     */
    public record Listen(String host, int port) {}

    public Settings {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks everything.
     *
     * @param environment by name; names that are not settings are ignored
     * @throws SettingsException if anything is wrong, with all that is
     */
    public static Settings from(Map<String, String> environment) {
        return new SettingsReader(environment, List.of(), Set.of()).read();
    }

    /** The same with servers that were started because no URL was given. */
    public Settings at(@Nullable DatabaseUrl embeddedPostgres, @Nullable RedisUrl embeddedRedis) {
        return new Settings(
                environment,
                embeddedPostgres == null ? postgres : postgres.at(embeddedPostgres),
                embeddedRedis == null ? redis : embeddedRedis,
                sessions,
                locks,
                tenancy,
                whatsApp,
                dlq,
                sessionTtl,
                holds,
                auditDays,
                adminToken,
                logFormat,
                listen,
                warnings);
    }

    /** Whether a PostgreSQL server must be started for these settings. */
    public boolean needsEmbeddedPostgres() {
        return postgres.url() == null;
    }

    /** Whether a Redis server must be started for these settings. */
    public boolean needsEmbeddedRedis() {
        return redis == null && usesRedis();
    }

    /** Whether anything is kept in Redis. If not, a {@code REDIS_URL} is not followed. */
    public boolean usesRedis() {
        return sessions == Store.REDIS || locks == Store.REDIS;
    }
}
