package io.conserje.bootstrap.config;

import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.pause.BreakerRule;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.http.WebhookRules;
import io.conserje.postgres.tx.Timeouts;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service's settings, read and checked. Immutable. It may be printed: secrets are {@link Secret}s, and URLs hide
 * their passwords. docs/settings.md describes every setting.
 *
 * @param redis {@code REDIS_URL}; null if it is not set
 * @param warnings what works but should be looked at, one line each
 */
public record Settings(
        Environment environment,
        Http http,
        Postgres postgres,
        @Nullable RedisUrl redis,
        Sessions sessions,
        Locks locks,
        Tenancy tenancy,
        WhatsApp whatsApp,
        Work work,
        Dlq dlq,
        Pms pms,
        LogFormat logFormat,
        List<String> warnings) {

    /**
     * The HTTP server.
     *
     * @param port 0 to 65535; 0 takes a free one
     * @param adminToken null turns {@code /api/admin} off
     * @param maxConnections 10 to 100,000
     * @param readyWithoutRedis whether the readiness check succeeds while Redis is away
     */
    public record Http(
            String host,
            int port,
            int maxConnections,
            @Nullable Secret adminToken,
            boolean readyWithoutRedis) {

        static Http read(SettingsReader in) {
            return new Http(
                    in.get(Catalogue.HOST),
                    in.get(Catalogue.PORT),
                    in.get(Catalogue.HTTP_MAX_CONNECTIONS),
                    in.find(Catalogue.ADMIN_API_TOKEN),
                    in.get(Catalogue.READY_WITHOUT_REDIS));
        }
    }

    /**
     * PostgreSQL.
     *
     * @param url the service's login; null in development if a server must be embedded
     * @param migrations the owner's login, never through a pooler in transaction mode; {@code url} if it is not set,
     *     and null if {@code url} is null or such a pooler
     * @param statementTimeout 100 ms to 10 min
     * @param idleInTransactionTimeout 100 ms to 10 min
     */
    public record Postgres(
            @Nullable DatabaseUrl url,
            @Nullable DatabaseUrl migrations,
            PoolSize pool,
            Duration statementTimeout,
            Duration idleInTransactionTimeout) {

        static Postgres read(SettingsReader in) {
            boolean supabase = in.get(Catalogue.USE_SUPABASE);
            @Nullable DatabaseUrl url = in.find(Catalogue.POSTGRES_URL);
            if (url != null) {
                if (supabase && url.isLoopback()) {
                    in.problem(
                            Catalogue.POSTGRES_URL,
                            url,
                            "USE_SUPABASE=true, but the host is this machine: give Supabase's URL, or leave"
                                    + " USE_SUPABASE out");
                }
                url = supabase ? url.asSupabase() : url;
                adviseOnDropped(in, Catalogue.POSTGRES_URL, url);
                adviseOnTls(in, url);
            }
            PoolSize pool = PoolSize.defaultFor(url == null ? Target.LOCAL : url.target());
            return new Postgres(
                    url,
                    migrations(in, url),
                    capped(
                            in,
                            url,
                            new PoolSize(
                                    in.get(Catalogue.POSTGRES_POOL_SIZE, pool.size()),
                                    in.get(Catalogue.POSTGRES_MAX_OVERFLOW, pool.overflow()))),
                    in.get(Catalogue.STATEMENT_TIMEOUT),
                    in.get(Catalogue.IDLE_IN_TRANSACTION_TIMEOUT));
        }

        private static void adviseOnDropped(SettingsReader in, Setting<?> setting, DatabaseUrl url) {
            if (!url.ignored().isEmpty()) {
                in.warn(setting.name() + ": dropped, as they are for other drivers: "
                        + String.join(", ", url.ignored().stream().sorted().toList())
                        + ". The pool has settings: POSTGRES_POOL_SIZE, POSTGRES_MAX_OVERFLOW");
            }
        }

        private static PoolSize capped(SettingsReader in, @Nullable DatabaseUrl url, PoolSize pool) {
            @Nullable SupabaseCompute compute = in.find(Catalogue.SUPABASE_COMPUTE);
            if (compute == null) {
                return pool;
            }
            if (url == null || !url.isSupabase()) {
                in.warn("SUPABASE_COMPUTE is not used: POSTGRES_URL is not Supabase's");
                return pool;
            }
            int most = compute.most(url.target());
            if (pool.max() <= most) {
                return pool;
            }
            int size = Math.min(pool.size(), most);
            in.warn("The pool of " + pool.max() + " is capped at " + most + ", which is 40 % of what SUPABASE_COMPUTE="
                    + compute + " has. Lower POSTGRES_POOL_SIZE and POSTGRES_MAX_OVERFLOW, or take a larger compute");
            return new PoolSize(size, most - size);
        }

        private static void adviseOnTls(SettingsReader in, DatabaseUrl url) {
            if (url.isSupabase() && !url.isLoopback() && !url.sslMode().startsWith("verify-")) {
                in.warn("POSTGRES_URL: sslmode=" + url.sslMode() + " does not check the server's certificate. Better:"
                        + " sslmode=verify-full&sslrootcert=/path/to/prod-ca-2021.crt"
                        + " (Supabase: Database Settings, SSL)");
            }
        }

        private static @Nullable DatabaseUrl migrations(SettingsReader in, @Nullable DatabaseUrl url) {
            @Nullable DatabaseUrl own = in.find(Catalogue.MIGRATIONS_DB_URL);
            if (own != null && own.target() == Target.SUPABASE_TRANSACTION_POOLER) {
                in.problem(
                        Catalogue.MIGRATIONS_DB_URL,
                        in.isFlawed(Catalogue.MIGRATIONS_DB_URL) ? "port " + DatabaseUrl.TRANSACTION_POOLER_PORT : own,
                        "change sets need a session, and port 6543 or pgbouncer=true is a pooler in transaction mode:"
                                + " use the direct host, or the pooler's port 5432");
            }
            if (own != null) {
                adviseOnDropped(in, Catalogue.MIGRATIONS_DB_URL, own);
                return own;
            }
            return url == null || url.target() == Target.SUPABASE_TRANSACTION_POOLER ? null : url;
        }

        /** The server's timeouts, set in every transaction. */
        public Timeouts timeouts() {
            return new Timeouts(statementTimeout, idleInTransactionTimeout);
        }

        /** The same settings with the URL of an embedded server. */
        public Postgres at(DatabaseUrl embedded) {
            return new Postgres(embedded, embedded, pool, statementTimeout, idleInTransactionTimeout);
        }
    }

    /**
     * The conversations with guests.
     *
     * @param ttl for how long a silent guest's session is kept
     */
    public record Sessions(Store store, IdleTimeout ttl) {

        static Sessions read(SettingsReader in, @Nullable RedisUrl redis) {
            return new Sessions(
                    readStore(
                            in,
                            Catalogue.SESSIONS,
                            redis,
                            "sessions are lost when this process ends, and other processes do not see them"),
                    new IdleTimeout(in.get(Catalogue.SESSION_TTL)));
        }
    }

    /**
     * Holds of rooms, and leases.
     *
     * @param auditDays for how many days the audit is kept, 1 to 3650
     */
    public record Locks(Store store, HoldTerms holds, int auditDays) {

        static Locks read(SettingsReader in, @Nullable RedisUrl redis) {
            return new Locks(
                    readStore(
                            in,
                            Catalogue.LOCKS,
                            redis,
                            "holds are lost when this process ends, and another process grants the same room"),
                    holds(in),
                    in.get(Catalogue.LOCK_AUDIT_DAYS));
        }

        private static HoldTerms holds(SettingsReader in) {
            Duration life = in.get(Catalogue.LOCK_TTL);
            int extensions = in.get(Catalogue.LOCK_MAX_EXTENSIONS);
            Duration extension = in.get(Catalogue.LOCK_EXTENSION);
            try {
                return new HoldTerms(life, extensions, extension);
            } catch (IllegalArgumentException tooLong) {
                in.problem(
                        "LOCK_TTL, LOCK_MAX_EXTENSIONS, LOCK_EXTENSION",
                        Durations.format(life) + ", " + extensions + ", " + Durations.format(extension),
                        "with all its extensions, a hold lasts " + Durations.format(HoldTerms.LONGEST) + " at most",
                        "20m, 2, 10m");
                return HoldTerms.DEFAULT;
            }
        }
    }

    /**
     * How the hotel of an incoming message is found.
     *
     * @param dynamic by the message's identifiers; if false, every message is for the tenant {@code default}
     * @param strict a message without a known identifier is refused; if false, it is for the tenant {@code default}
     */
    public record Tenancy(boolean dynamic, boolean strict) {

        static Tenancy read(SettingsReader in) {
            return new Tenancy(
                    in.get(Catalogue.TENANCY_DYNAMIC_ENABLED),
                    in.get(Catalogue.TENANCY_STRICT, in.environment() == Environment.PRODUCTION));
        }
    }

    /**
     * WhatsApp's Cloud API. In development the tokens may be null.
     *
     * @param accessToken null: replies are logged, not sent
     * @param verifyToken null: Meta cannot subscribe
     * @param appSecret null: webhooks are accepted without a signature
     * @param maxAge how old a message may be to be answered when it comes, 1 min to 30 days; null for any age
     * @param handOver how long a guest is left to a person who wrote from the hotel's phone, 0 to 7 days
     * @param rawKept for how long messages are kept as WhatsApp spelled them, 0 to 3650 days
     */
    public record WhatsApp(
            @Nullable Secret accessToken,
            @Nullable Secret verifyToken,
            @Nullable Secret appSecret,
            URI apiUrl,
            @Nullable Duration maxAge,
            Duration handOver,
            Duration rawKept) {

        static WhatsApp read(SettingsReader in) {
            Duration maxAge = in.find(Catalogue.MAX_MESSAGE_AGE);
            boolean unlimited = in.environment() == Environment.DEVELOPMENT;
            return new WhatsApp(
                    in.find(Catalogue.WHATSAPP_ACCESS_TOKEN),
                    in.find(Catalogue.WHATSAPP_VERIFY_TOKEN),
                    in.find(Catalogue.WHATSAPP_APP_SECRET),
                    in.get(Catalogue.WHATSAPP_API_URL),
                    maxAge == null && !unlimited ? WebhookRules.MAX_AGE : maxAge,
                    in.get(Catalogue.HAND_OVER_TIME),
                    Duration.ofDays(in.get(Catalogue.RAW_PAYLOAD_DAYS)));
        }
    }

    /**
     * Handling messages and sending replies.
     *
     * @param handlerTimeout how long a handler may take for a message, 100 ms to 10 min
     * @param senderTimeout how long a sender may take for a reply, 100 ms to 10 min
     * @param lineProbe how long a line that waits for an operator is left alone at most, 100 ms to 10 min
     * @param drain how long a stopping service waits for what is in progress, 100 ms to 10 min
     * @param hotelShare the percentage of the places that one hotel may take, 1 to 100
     * @param replyRates how fast replies are sent
     * @param breaker when the messages of a hotel begin to wait by themselves
     * @param coalesce how long a guest's message waits for further ones, 100 ms to 1 min; zero if it does not
     */
    public record Work(
            Duration handlerTimeout,
            Duration senderTimeout,
            Duration lineProbe,
            Duration drain,
            int hotelShare,
            ReplyRates replyRates,
            BreakerRule breaker,
            Duration coalesce) {

        static Work read(SettingsReader in) {
            return new Work(
                    in.get(Catalogue.HANDLER_TIMEOUT),
                    in.get(Catalogue.SENDER_TIMEOUT),
                    in.get(Catalogue.LINE_PROBE_PAUSE),
                    in.get(Catalogue.DRAIN_TIMEOUT),
                    in.get(Catalogue.HOTEL_SHARE),
                    new ReplyRates(
                            in.get(Catalogue.LINE_REPLIES_PER_SECOND),
                            in.get(Catalogue.GUEST_REPLY_EVERY),
                            in.get(Catalogue.GUEST_REPLY_BURST)),
                    breaker(in.get(Catalogue.BREAKER_TRIES), in.get(Catalogue.BREAKER_PROBE_EVERY)),
                    in.get(Catalogue.COALESCE));
        }

        private static BreakerRule breaker(int tries, Duration probeEvery) {
            BreakerRule rule = BreakerRule.DEFAULT;
            if (tries == 0) {
                return BreakerRule.OFF;
            }
            int looked = Math.max(2, tries);
            return new BreakerRule(looked, Math.min(looked, rule.guests()), rule.percent(), probeEvery);
        }
    }

    /**
     * Retries and dead letters.
     *
     * @param ttl for how long a dead letter waits for a decision, 1 to 3650 days
     * @param laterMessages what happens to a guest's later messages while one waits for its retry
     */
    public record Dlq(RetryPolicy retries, Duration ttl, LaterMessages laterMessages) {

        static Dlq read(SettingsReader in) {
            Backoff backoff = RetryPolicy.HANDLING.backoff();
            return new Dlq(
                    new RetryPolicy(
                            in.get(Catalogue.DLQ_MAX_RETRIES),
                            new Backoff(in.get(Catalogue.DLQ_RETRY_BACKOFF_BASE), backoff.cap(), backoff.jitter())),
                    Duration.ofDays(in.get(Catalogue.DLQ_TTL_DAYS)),
                    in.get(Catalogue.DLQ_LATER_MESSAGES));
        }
    }

    public Settings {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks every setting.
     *
     * @param environment values by name; names that are not settings are ignored
     * @throws SettingsException if a setting cannot be used, with all problems
     */
    public static Settings from(Map<String, String> environment) {
        return read(new SettingsReader(environment, List.of(), Set.of()));
    }

    static Settings read(SettingsReader in) {
        Http http = Http.read(in);
        Postgres postgres = Postgres.read(in);
        @Nullable RedisUrl redis = redis(in);
        Sessions sessions = Sessions.read(in, redis);
        Locks locks = Locks.read(in, redis);
        adviseOnForgottenHolds(in, sessions, locks);
        Tenancy tenancy = Tenancy.read(in);
        WhatsApp whatsApp = WhatsApp.read(in);
        Work work = Work.read(in);
        Dlq dlq = Dlq.read(in);
        Pms pms = in.get(Catalogue.PMS_TYPE);
        LogFormat logFormat = in.get(Catalogue.LOG_FORMAT);
        return new Settings(
                in.environment(),
                http,
                postgres,
                redis,
                sessions,
                locks,
                tenancy,
                whatsApp,
                work,
                dlq,
                pms,
                logFormat,
                in.finish());
    }

    private static @Nullable RedisUrl redis(SettingsReader in) {
        @Nullable RedisUrl url = in.find(Catalogue.REDIS_URL);
        if (url != null && url.isManaged() && !url.tls()) {
            in.warn("REDIS_URL: " + url + " is not encrypted, and this provider is reached over a public network."
                    + " Better, and needed by most: rediss://, with two s");
        }
        if (url != null) {
            url.notes().forEach(note -> in.warn("REDIS_URL: " + note));
        }
        return url;
    }

    private static Store readStore(
            SettingsReader in, Setting<Store> setting, @Nullable RedisUrl redis, String inMemory) {
        boolean development = in.environment().isDevelopment();
        boolean redisIsSet = in.isSet(Catalogue.REDIS_URL);
        Store store = in.get(setting, redisIsSet || development ? Store.REDIS : Store.POSTGRES);
        if (store == Store.REDIS && redis == null && !redisIsSet && !development) {
            in.notSet(
                    Catalogue.REDIS_URL,
                    setting.name() + "=redis needs it: a Redis server is embedded in development only");
        }
        if (store == Store.MEMORY && !development) {
            in.warn(setting.name() + "=memory: " + inMemory);
        }
        return store;
    }

    private static void adviseOnForgottenHolds(SettingsReader in, Sessions sessions, Locks locks) {
        Duration ttl = sessions.ttl().value();
        Duration life = locks.holds().life();
        if (ttl.compareTo(life) < 0) {
            in.warn("SESSION_TTL=" + Durations.format(ttl) + " is shorter than LOCK_TTL=" + Durations.format(life)
                    + ": the conversation of a silent guest is forgotten while the room is still held, so that the"
                    + " guest cannot confirm it. Better: no shorter than LOCK_TTL");
        }
    }

    /** The same settings with the URLs of embedded servers; null leaves a URL as it is. */
    public Settings at(@Nullable DatabaseUrl embeddedPostgres, @Nullable RedisUrl embeddedRedis) {
        return new Settings(
                environment,
                http,
                embeddedPostgres == null ? postgres : postgres.at(embeddedPostgres),
                embeddedRedis == null ? redis : embeddedRedis,
                sessions,
                locks,
                tenancy,
                whatsApp,
                work,
                dlq,
                pms,
                logFormat,
                warnings);
    }

    /** Whether a PostgreSQL server must be embedded for these settings. */
    public boolean needsEmbeddedPostgres() {
        return postgres.url() == null;
    }

    /** Whether a Redis server must be embedded for these settings. */
    public boolean needsEmbeddedRedis() {
        return redis == null && usesRedis();
    }

    /** Whether sessions or locks are kept in Redis. If not, {@code REDIS_URL} is not used. */
    public boolean usesRedis() {
        return sessions.store() == Store.REDIS || locks.store() == Store.REDIS;
    }
}
