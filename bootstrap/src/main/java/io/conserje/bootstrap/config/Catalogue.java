package io.conserje.bootstrap.config;

import io.conserje.application.messaging.DeliverReply;
import io.conserje.application.messaging.HandlingRules;
import io.conserje.application.messaging.HeldLines;
import io.conserje.application.messaging.LaterMessages;
import io.conserje.application.messaging.ReplyRates;
import io.conserje.application.messaging.Room;
import io.conserje.application.pause.BreakerRule;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.messaging.Coalescing;
import io.conserje.domain.session.IdleTimeout;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every setting. A new one is added here, to the record of {@link Settings} that carries it, and where it is used;
 * docs/settings.md is then written by its test.
 */
final class Catalogue {

    private static final List<Setting<?>> SETTINGS = new ArrayList<>();

    private static final Duration MIN_LIFE = Duration.ofMillis(50);
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_DAYS = 3650;

    // ---- service

    static final Setting<Environment> ENVIRONMENT = add(Setting.of("ENVIRONMENT", Format.choice(Environment.values()))
            .orElse(Environment.DEVELOPMENT)
            .described(
                    Section.SERVICE,
                    "Where the service runs. Outside development, secrets must be set and hard to guess, the database"
                            + " must have every change set, and no server is embedded."));

    static final Setting<String> HOST = add(Setting.of("HOST", Format.host())
            .orElse("127.0.0.1")
            .described(Section.SERVICE, "The address that the HTTP server listens on; `0.0.0.0` is every address."));

    static final Setting<Integer> PORT = add(Setting.of("PORT", Format.number(0, 65_535))
            .orElse(8002)
            .described(Section.SERVICE, "The port that the HTTP server listens on; `0` takes a free one."));

    static final Setting<Integer> HTTP_MAX_CONNECTIONS =
            add(Setting.of("HTTP_MAX_CONNECTIONS", Format.number(10, 100_000))
                    .orElse(10_000)
                    .described(
                            Section.SERVICE,
                            "How many connections the HTTP server keeps open. Further ones wait; then idle and stalled ones are"
                                    + " closed after two seconds."));

    static final Setting<Boolean> READY_WITHOUT_REDIS = add(Setting.of("READY_WITHOUT_REDIS", Format.flag())
            .orElse(true)
            .described(
                    Section.SERVICE,
                    "While Redis is away, messages wait, and `/health/ready` answers 200 with the status `degraded`. If"
                            + " `false`, it answers 503."));

    static final Setting<Secret> ADMIN_API_TOKEN = add(Setting.of("ADMIN_API_TOKEN", Format.token())
            .described(
                    Section.SERVICE,
                    "Requests to `/api/admin` must carry it as a bearer token. Without it, `/api/admin` is off;"
                            + " a service with an embedded server generates one for each run."));

    static final Setting<LogFormat> LOG_FORMAT = add(Setting.of("LOG_FORMAT", Format.choice(LogFormat.values()))
            .orElse(LogFormat.TEXT)
            .described(Section.SERVICE, "How log lines look: `text` for people, `json` for collectors."));

    static final Setting<Pms> PMS_TYPE = add(Setting.of("PMS_TYPE", Format.pms())
            .orElse(Pms.MOCK)
            .described(Section.SERVICE, "The property management system that rooms and prices come from."));

    // ---- PostgreSQL

    static final Setting<DatabaseUrl> POSTGRES_URL = add(Setting.of("POSTGRES_URL", Format.databaseUrl())
            .alias("DATABASE_URL")
            .alias("postgres_url")
            .neededOutsideDevelopment("a PostgreSQL server is embedded in development only")
            .example(DatabaseUrl.EXAMPLE)
            .described(
                    Section.POSTGRES,
                    "The database, with the service's login. In development, a server is embedded if it is not set."));

    static final Setting<DatabaseUrl> MIGRATIONS_DB_URL = add(Setting.of("MIGRATIONS_DB_URL", Format.databaseUrl())
            .alias("ALEMBIC_DB_URL")
            .orElse("`POSTGRES_URL`", "postgresql://postgres:s3cr%40t@db.abcdefgh.supabase.co:5432/postgres")
            .described(
                    Section.POSTGRES,
                    "The database, with the owner's login, for the `db` commands: directly or through a pooler in"
                            + " session mode. A pooler in transaction mode is refused."));

    static final Setting<Boolean> USE_SUPABASE = add(Setting.of("USE_SUPABASE", Format.flag())
            .orElse(false)
            .described(
                    Section.POSTGRES,
                    "Treats any host as Supabase. Without it, Supabase is recognised by its host name, and a"
                            + " pooler in transaction mode by port 6543."));

    static final Setting<Integer> POSTGRES_POOL_SIZE = add(Setting.of("POSTGRES_POOL_SIZE", Format.number(1, 100))
            .orElse("10; 5 for Supabase in session mode", "10")
            .described(Section.POSTGRES, "The number of connections that the pool keeps open."));

    static final Setting<Integer> POSTGRES_MAX_OVERFLOW = add(Setting.of("POSTGRES_MAX_OVERFLOW", Format.number(0, 100))
            .orElse("10; 2 for Supabase in session mode; 0 for a pooler in transaction mode", "10")
            .described(Section.POSTGRES, "The number of connections that the pool may add under load."));

    static final Setting<SupabaseCompute> SUPABASE_COMPUTE = add(Setting.of("SUPABASE_COMPUTE", SupabaseCompute.FORMAT)
            .orElse("not set", "micro")
            .described(
                    Section.POSTGRES,
                    "The size of the project's compute (Supabase: Compute and Disk). The pool is then no larger than"
                            + " 40 % of its connections, or of the pooler's clients in transaction mode."));

    static final Setting<Duration> STATEMENT_TIMEOUT =
            add(Setting.of("STATEMENT_TIMEOUT", Format.duration(MIN_TIMEOUT, MAX_TIMEOUT))
                    .orElse(Duration.ofSeconds(15))
                    .described(
                            Section.POSTGRES,
                            "The server cancels a statement that takes longer. Set in every transaction, so it also"
                                    + " holds behind a pooler."));

    static final Setting<Duration> IDLE_IN_TRANSACTION_TIMEOUT = add(Setting.of(
                    "IDLE_IN_TRANSACTION_TIMEOUT", Format.duration(MIN_TIMEOUT, MAX_TIMEOUT))
            .orElse(Duration.ofSeconds(10))
            .described(Section.POSTGRES, "The server ends a connection whose transaction does nothing for longer."));

    // ---- stores

    static final Setting<RedisUrl> REDIS_URL = add(Setting.of("REDIS_URL", Format.redisUrl())
            .example(RedisUrl.EXAMPLE)
            .described(
                    Section.STORES,
                    "The Redis server. It is used only if sessions or locks are kept in Redis. In development, a"
                            + " server is embedded if it is not set."));

    static final Setting<Store> SESSIONS = add(Setting.of("SESSIONS", Format.choice(Store.values()))
            .orElse("`redis` if `REDIS_URL` is set or in development, else `postgres`", "postgres")
            .described(
                    Section.STORES,
                    "Where the conversations with guests are kept. `memory` loses them when the process ends."));

    static final Setting<Store> LOCKS = add(Setting.of("LOCKS", Format.choice(Store.values()))
            .orElse("`redis` if `REDIS_URL` is set or in development, else `postgres`", "postgres")
            .described(
                    Section.STORES,
                    "Where holds of rooms and leases are kept. `memory` is for one process only, and loses them when"
                            + " it ends."));

    // ---- sessions and locks

    static final Setting<Duration> SESSION_TTL =
            add(Setting.of("SESSION_TTL", Format.duration(MIN_LIFE, Duration.ofDays(30)))
                    .orElse(IdleTimeout.DEFAULT.value())
                    .described(
                            Section.SESSIONS_AND_LOCKS,
                            "A conversation is forgotten when the guest is silent for longer. It should be no shorter than"
                                    + " `LOCK_TTL`."));

    static final Setting<Duration> LOCK_TTL = add(Setting.of("LOCK_TTL", life())
            .orElse(HoldTerms.DEFAULT.life())
            .described(Section.SESSIONS_AND_LOCKS, "A room is held for a guest for this time."));

    static final Setting<Integer> LOCK_MAX_EXTENSIONS = add(Setting.of("LOCK_MAX_EXTENSIONS", Format.number(0, 100))
            .orElse(HoldTerms.DEFAULT.maxExtensions())
            .described(Section.SESSIONS_AND_LOCKS, "The number of times that a hold may be extended."));

    static final Setting<Duration> LOCK_EXTENSION = add(Setting.of("LOCK_EXTENSION", life())
            .orElse(HoldTerms.DEFAULT.extension())
            .described(
                    Section.SESSIONS_AND_LOCKS,
                    "Each extension adds this time. With all its extensions, a hold lasts "
                            + Durations.format(HoldTerms.LONGEST) + " at most."));

    static final Setting<Integer> LOCK_AUDIT_DAYS = add(Setting.of("LOCK_AUDIT_DAYS", Format.number(1, MAX_DAYS))
            .orElse(90)
            .described(
                    Section.SESSIONS_AND_LOCKS,
                    "The audit of holds and leases is kept for this number of days. Ended leases and unused fences"
                            + " are kept as long, and for 8 days at least."));

    // ---- hotels

    static final Setting<Boolean> TENANCY_DYNAMIC_ENABLED = add(Setting.of("TENANCY_DYNAMIC_ENABLED", Format.flag())
            .orElse(true)
            .described(
                    Section.HOTELS,
                    "A message's identifiers decide which hotel it is for. If `false`, every message is for the"
                            + " hotel `default`."));

    static final Setting<Boolean> TENANCY_STRICT = add(Setting.of("TENANCY_STRICT", Format.flag())
            .orElse("`true` in production, else `false`", "true")
            .described(
                    Section.HOTELS,
                    "A message without a known identifier is refused. If `false`, it is for the hotel `default`."));

    // ---- WhatsApp

    static final Setting<Secret> WHATSAPP_ACCESS_TOKEN = add(Setting.of("WHATSAPP_ACCESS_TOKEN", Format.accessToken())
            .neededOutsideDevelopment("without it no reply can be sent")
            .example("EAAG... as the Meta developer console shows it")
            .described(
                    Section.WHATSAPP,
                    "Authorises the sending of replies. In development, replies go to the log if it is not" + " set."));

    static final Setting<Secret> WHATSAPP_VERIFY_TOKEN = add(Setting.of("WHATSAPP_VERIFY_TOKEN", Format.token())
            .neededOutsideDevelopment("without it Meta cannot subscribe to the webhook")
            .described(Section.WHATSAPP, "Meta sends it when it subscribes to the webhook."));

    static final Setting<Secret> WHATSAPP_APP_SECRET = add(Setting.of("WHATSAPP_APP_SECRET", Format.token())
            .neededOutsideDevelopment("without it anybody can send messages in a guest's name")
            .described(
                    Section.WHATSAPP,
                    "Meta signs webhooks with it. In development, webhooks are not verified if it is not set."));

    static final Setting<URI> WHATSAPP_API_URL = add(Setting.of("WHATSAPP_API_URL", Format.baseUrl())
            .orElse(URI.create("https://graph.facebook.com/v25.0"))
            .described(Section.WHATSAPP, "The Graph API, with its version."));

    static final Setting<Duration> MAX_MESSAGE_AGE =
            add(Setting.of("MAX_MESSAGE_AGE", Format.duration(Duration.ofMinutes(1), Duration.ofDays(30)))
                    .orElse("no limit in development, else `1d`", "1d")
                    .described(
                            Section.WHATSAPP,
                            "A message that is older when it comes is kept, and not answered. Later it makes no"
                                    + " difference how old it gets."));

    static final Setting<Duration> HAND_OVER_TIME =
            add(Setting.of("HAND_OVER_TIME", Format.duration(Duration.ZERO, HandlingRules.MAX_HAND_OVER))
                    .orElse(HandlingRules.HAND_OVER)
                    .described(
                            Section.WHATSAPP,
                            "After a person at the hotel wrote to a guest from the hotel's phone, the guest's messages"
                                    + " are kept and not answered for this time. `0s` answers them."));

    static final Setting<Integer> RAW_PAYLOAD_DAYS = add(Setting.of("RAW_PAYLOAD_DAYS", Format.number(0, MAX_DAYS))
            .orElse(7)
            .described(
                    Section.WHATSAPP,
                    "A message is kept as WhatsApp spelled it for this number of days, for handlers and for"
                            + " `dlq show --raw`. 0 keeps none, and removes those that are kept."));

    // ---- handling and sending

    static final Setting<Duration> HANDLER_TIMEOUT =
            add(Setting.of("HANDLER_TIMEOUT", Format.duration(MIN_TIMEOUT, MAX_TIMEOUT))
                    .orElse(HandlingRules.LIMIT)
                    .described(
                            Section.WORK,
                            "A handler that takes longer for a message is interrupted, and the attempt has failed with"
                                    + " the reason `handler_timeout`."));

    static final Setting<Duration> SENDER_TIMEOUT = add(Setting.of(
                    "SENDER_TIMEOUT", Format.duration(MIN_TIMEOUT, MAX_TIMEOUT))
            .orElse(DeliverReply.LIMIT)
            .described(
                    Section.WORK,
                    "The sending of a reply is interrupted if it takes longer. The reply is sent again" + " later."));

    static final Setting<Duration> LINE_PROBE_PAUSE =
            add(Setting.of("LINE_PROBE_PAUSE", Format.duration(MIN_TIMEOUT, MAX_TIMEOUT))
                    .orElse(HeldLines.LONGEST_PAUSE)
                    .described(
                            Section.WORK,
                            "If somebody must fix something before a line can send, such as its token, one reply is sent to find"
                                    + " out after this pause at most. At first it is 2 seconds."));

    static final Setting<Duration> DRAIN_TIMEOUT =
            add(Setting.of("DRAIN_TIMEOUT", Format.duration(MIN_TIMEOUT, MAX_TIMEOUT))
                    .orElse(Duration.ofSeconds(30))
                    .described(
                            Section.WORK,
                            "A service that is told to stop waits this long for messages and replies in progress, and"
                                    + " gives the rest back. Let the process live ten seconds longer than that after"
                                    + " SIGTERM."));

    static final Setting<Duration> COALESCE =
            add(Setting.of("COALESCE", Format.durationOrOff(Coalescing.MIN, Coalescing.MAX))
                    .orElse(Duration.ZERO)
                    .example("3s")
                    .described(
                            Section.WORK,
                            "A guest's message waits until the guest has written nothing for this time, such as"
                                    + " `3s`, and at most five times as long. All that the guest wrote meanwhile"
                                    + " reaches the handler together and gets one answer. All processes should have"
                                    + " the same value."));

    static final Setting<Integer> HOTEL_SHARE = add(Setting.of("HOTEL_SHARE", Format.number(1, 100))
            .orElse(Room.HALF)
            .described(
                    Section.WORK,
                    "One hotel takes at most this percentage of a process's places, and at least one place. A share in"
                            + " the hotel's record counts instead."));

    static final Setting<Integer> LINE_REPLIES_PER_SECOND =
            add(Setting.of("LINE_REPLIES_PER_SECOND", Format.number(1, 1000))
                    .orElse(ReplyRates.DEFAULT.perLine())
                    .described(
                            Section.WORK,
                            "A line of a hotel sends this number of replies in a second at most, over all processes."
                                    + " A rate of the line's own counts instead."));

    static final Setting<Duration> GUEST_REPLY_EVERY = add(Setting.of(
                    "GUEST_REPLY_EVERY", Format.duration(Duration.ofMillis(1), Duration.ofHours(1)))
            .orElse(ReplyRates.DEFAULT.perGuest())
            .described(Section.WORK, "A guest gets one reply in this time at most, after the replies of the burst."));

    static final Setting<Integer> GUEST_REPLY_BURST = add(Setting.of("GUEST_REPLY_BURST", Format.number(1, 1000))
            .orElse(ReplyRates.DEFAULT.burst())
            .described(Section.WORK, "A guest may get this number of replies at once."));

    static final Setting<Integer> BREAKER_TRIES = add(Setting.of("BREAKER_TRIES", Format.number(0, 1000))
            .orElse(BreakerRule.DEFAULT.tries())
            .described(
                    Section.WORK,
                    "If 80 % of this number of a hotel's last tries failed with one reason, and they were of three"
                            + " guests or more, the hotel's messages wait, and one at a time is tried. 0 lets them"
                            + " never wait; 1 counts as 2."));

    static final Setting<Duration> BREAKER_PROBE_EVERY =
            add(Setting.of("BREAKER_PROBE_EVERY", Format.duration(Duration.ofMillis(100), Duration.ofHours(1)))
                    .orElse(BreakerRule.DEFAULT.probeEvery())
                    .described(
                            Section.WORK,
                            "While a hotel's messages wait because they fail, the next one is tried after this time."));

    // ---- retries and dead letters

    static final Setting<Integer> DLQ_MAX_RETRIES = add(Setting.of("DLQ_MAX_RETRIES", Format.number(0, 100))
            .orElse(RetryPolicy.HANDLING.maxRetries())
            .described(
                    Section.DEAD_LETTERS,
                    "The number of retries of a failed message, before it becomes a dead letter."));

    static final Setting<Duration> DLQ_RETRY_BACKOFF_BASE = add(Setting.of(
                    "DLQ_RETRY_BACKOFF_BASE",
                    Format.duration(
                            Duration.ofMillis(100),
                            RetryPolicy.HANDLING.backoff().cap()))
            .orElse(RetryPolicy.HANDLING.backoff().base())
            .described(
                    Section.DEAD_LETTERS,
                    "The pause before the first retry. Each later pause is twice the one before, plus or minus a"
                            + " tenth, and "
                            + Durations.format(RetryPolicy.HANDLING.backoff().cap()) + " at most."));

    static final Setting<Integer> DLQ_TTL_DAYS = add(Setting.of("DLQ_TTL_DAYS", Format.number(1, MAX_DAYS))
            .orElse(7)
            .described(
                    Section.DEAD_LETTERS,
                    "A dead letter is abandoned if nobody redrives or discards it within this number of days."));

    static final Setting<LaterMessages> DLQ_LATER_MESSAGES =
            add(Setting.of("DLQ_LATER_MESSAGES", Format.choice(LaterMessages.values()))
                    .orElse(LaterMessages.WAIT)
                    .described(
                            Section.DEAD_LETTERS,
                            "While a guest's message waits for its retry, the guest's later messages `wait` behind it,"
                                    + " or `go_on` and are handled before it."));

    /** Names of the plan and of other programs that share the file. */
    static final List<NotRead> NOT_READ = List.of(
            new NotRead("DEBUG", "There is no debug mode."),
            new NotRead("PMS_BASE_URL", "The only system so far is `mock`, which has no address."),
            new NotRead("PMS_API_KEY", "The only system so far is `mock`, which needs no key."),
            new NotRead("PROMETHEUS_URL", "Prometheus reads `/metrics`; the service never calls Prometheus."),
            new NotRead("GRAFANA_ADMIN_PASSWORD", "Grafana reads it; the service has no part in it."),
            new NotRead("OTLP_ENDPOINT", "This version sends no traces."),
            new NotRead("TRACE_SAMPLING_RATE", "This version sends no traces."),
            new NotRead("SECRET_KEY", "The service signs no tokens; `ADMIN_API_TOKEN` protects `/api/admin`."),
            new NotRead("GMAIL_APP_PASSWORD", "This version has no e-mail channel."),
            new NotRead("SUPABASE_JWKS_URL", "`ADMIN_API_TOKEN` protects `/api/admin`, not Supabase Auth."),
            new NotRead("PROJECT_REF", "The reference of the project is a part of `POSTGRES_URL`."),
            new NotRead("DB_PASSWORD", "The password is a part of `POSTGRES_URL`, percent-encoded."),
            new NotRead("ANON_KEY", "The service uses PostgreSQL itself, not Supabase's API."),
            new NotRead("SERVICE_ROLE_KEY", "The service uses PostgreSQL itself, not Supabase's API."));

    private Catalogue() {}

    private static <T> Setting<T> add(Setting<T> setting) {
        SETTINGS.add(setting);
        return setting;
    }

    private static Format<Duration> life() {
        return Format.duration(MIN_LIFE, Duration.ofHours(24));
    }

    /** Every setting, in the order of the documentation. */
    static List<Setting<?>> settings() {
        return Collections.unmodifiableList(SETTINGS);
    }

    /** The names and aliases of the settings. */
    static List<String> names() {
        return SETTINGS.stream().flatMap(setting -> setting.names().stream()).toList();
    }

    /** The setting's name that was probably meant; empty if the name is known, or resembles none. */
    static Optional<String> meantBy(String name) {
        if (name.endsWith("_FILE")) {
            return meantBy(name.substring(0, name.length() - "_FILE".length())).map(known -> known + "_FILE");
        }
        if (Stream.concat(names().stream(), NOT_READ.stream().map(NotRead::name))
                .anyMatch(name::equals)) {
            return Optional.empty();
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return names().stream()
                .filter(known -> known.length() > 4
                        && edits(upper, known.toUpperCase(Locale.ROOT)) <= Math.min(2, known.length() / 4))
                .findFirst();
    }

    /**
     * The number of letters to insert, delete, replace, or swap with their neighbour to make {@code a} into
     * {@code b}.
     */
    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
