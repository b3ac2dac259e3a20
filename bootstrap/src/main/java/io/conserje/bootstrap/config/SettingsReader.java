package io.conserje.bootstrap.config;

import io.conserje.application.messaging.LaterMessages;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.domain.dlq.Backoff;
import io.conserje.domain.dlq.RetryPolicy;
import io.conserje.domain.lock.HoldTerms;
import io.conserje.domain.session.IdleTimeout;
import io.conserje.http.whatsapp.GraphApi;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the settings once, going on after every problem so that all of them are known at the end. */
final class SettingsReader {

    private static final String GRAPH_API = "https://graph.facebook.com/v25.0";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MIN_SECRET = 16;
    private static final String IPV6 = "[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,32})?";
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._-]{1,253}|" + IPV6 + "|\\[" + IPV6 + "]");

    private final Map<String, String> given;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> unfilled = new HashSet<>();

    /** A setting that is there, under the name by which it was given. */
    private record Found(String name, String value) {}

    /**
     * @param found what is wrong already, told before the rest
     * @param unknown names that are set, nobody knows to what: nothing more is said of them
     */
    SettingsReader(Map<String, String> given, List<Problem> found, Set<String> unknown) {
        this.given = given;
        problems.addAll(found);
        unfilled.addAll(unknown);
    }

    Settings read() {
        namePlaceholders();
        Environment environment = choice("ENVIRONMENT", Environment.values(), Environment.DEVELOPMENT);
        Settings.Postgres postgres = postgres(environment);
        @Nullable RedisUrl redis = redis(environment);
        Store sessions = store(
                "SESSIONS",
                environment,
                redis,
                "guests' conversations end when this process does, and another process has others");
        Store locks = store(
                "LOCKS",
                environment,
                redis,
                "holds end when this process does, and another process grants the same room");
        requirePms();
        IdleTimeout sessionTtl = new IdleTimeout(
                duration("SESSION_TTL", IdleTimeout.DEFAULT.value(), Duration.ofMillis(50), Duration.ofDays(30)));
        HoldTerms holds = holds();
        adviseOnMemory(sessionTtl, holds);
        Settings settings = new Settings(
                environment,
                postgres,
                redis,
                sessions,
                locks,
                new Settings.Tenancy(
                        flag("TENANCY_DYNAMIC_ENABLED", true),
                        flag("TENANCY_STRICT", environment == Environment.PRODUCTION)),
                whatsApp(environment),
                new Settings.Dlq(
                        retries(),
                        Duration.ofDays(number("DLQ_TTL_DAYS", 7, 1, 3650)),
                        choice("DLQ_LATER_MESSAGES", LaterMessages.values(), LaterMessages.WAIT)),
                sessionTtl,
                holds,
                number("LOCK_AUDIT_DAYS", 90, 1, 3650),
                adminToken(environment),
                choice("LOG_FORMAT", LogFormat.values(), LogFormat.TEXT),
                new Settings.Listen(host(), number("PORT", 8002, 0, 65_535)),
                warnings);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    private void namePlaceholders() {
        Stream.concat(KnownNames.READ.stream(), KnownNames.UNREAD.stream()).forEach(name -> {
            List<String> left = Placeholders.in(given.getOrDefault(name, ""));
            if (!left.isEmpty()) {
                unfilled.add(name);
                problem(
                        name,
                        String.join(", ", left),
                        "a placeholder was left in; put the real value there",
                        exampleOf(name));
            }
        });
    }

    private static String exampleOf(String name) {
        return switch (name) {
            case "POSTGRES_URL", "DATABASE_URL", "postgres_url" -> DatabaseUrl.EXAMPLE;
            case "MIGRATIONS_DB_URL", "ALEMBIC_DB_URL" ->
                "postgresql://postgres:s3cr%40t@db.abcdefgh.supabase.co:5432/postgres";
            case "REDIS_URL" -> RedisUrl.EXAMPLE;
            case "WHATSAPP_ACCESS_TOKEN" -> "EAAG... as the Meta developer console shows it";
            default -> "the output of: openssl rand -hex 32";
        };
    }

    // ---- PostgreSQL

    private Settings.Postgres postgres(Environment environment) {
        boolean supabase = flag("USE_SUPABASE", false);
        @Nullable DatabaseUrl url = database(environment, "POSTGRES_URL", "DATABASE_URL", "postgres_url");
        if (url != null) {
            if (supabase && url.isLoopback()) {
                problem(
                        "POSTGRES_URL",
                        url.toString(),
                        "USE_SUPABASE=true, but this is this machine: give Supabase's URL or leave USE_SUPABASE out",
                        "postgresql://postgres.abcdefgh:s3cr%40t@aws-1-sa-east-1.pooler.supabase.com:5432/postgres");
            }
            url = supabase ? url.asSupabase() : url;
            adviseOnTls(url);
        } else if (find("POSTGRES_URL", "DATABASE_URL", "postgres_url") == null && !environment.isDevelopment()) {
            problem(
                    "POSTGRES_URL",
                    "(not set)",
                    "a server is embedded in development only; outside of it the URL must be given",
                    DatabaseUrl.EXAMPLE);
        }
        return new Settings.Postgres(
                url,
                migrations(environment, url),
                pool(url == null ? Target.LOCAL : url.target()),
                duration("STATEMENT_TIMEOUT", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofMinutes(10)),
                duration(
                        "IDLE_IN_TRANSACTION_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10)));
    }

    private @Nullable DatabaseUrl migrations(Environment environment, @Nullable DatabaseUrl url) {
        @Nullable DatabaseUrl own = database(environment, "MIGRATIONS_DB_URL", "ALEMBIC_DB_URL");
        if (own != null && own.target() == Target.SUPABASE_TRANSACTION_POOLER) {
            Found found = found("MIGRATIONS_DB_URL", "ALEMBIC_DB_URL");
            problem(
                    found.name(),
                    unfilled.contains(found.name()) ? "port " + DatabaseUrl.TRANSACTION_POOLER_PORT : own.toString(),
                    "change sets need a session, and port 6543 is a pooler in transaction mode:"
                            + " use the direct host, or the pooler's port 5432",
                    exampleOf("MIGRATIONS_DB_URL"));
        }
        if (own != null) {
            return own;
        }
        return url == null || url.target() == Target.SUPABASE_TRANSACTION_POOLER ? null : url;
    }

    private @Nullable DatabaseUrl database(Environment environment, String... names) {
        @Nullable Found found = find(names);
        if (found == null) {
            return null;
        }
        @Nullable DatabaseUrl url = parsed(found, DatabaseUrl::parse, DatabaseUrl.EXAMPLE);
        if (url != null) {
            refuseWeak(environment, found.name(), url.password());
        }
        return url;
    }

    private void adviseOnTls(DatabaseUrl url) {
        if (url.target() != Target.LOCAL && !url.isLoopback() && !url.sslMode().startsWith("verify-")) {
            warnings.add(
                    "POSTGRES_URL: sslmode=" + url.sslMode() + " does not check whose certificate it is."
                            + " Better: sslmode=verify-full&sslrootcert=/path/to/prod-ca-2021.crt (Supabase: Database Settings, SSL)");
        }
    }

    private PoolSize pool(Target target) {
        PoolSize usual = PoolSize.usualFor(target);
        return new PoolSize(
                number("POSTGRES_POOL_SIZE", usual.size(), 1, 100),
                number("POSTGRES_MAX_OVERFLOW", usual.overflow(), 0, 100));
    }

    // ---- Redis

    private @Nullable RedisUrl redis(Environment environment) {
        @Nullable Found found = find("REDIS_URL");
        if (found == null) {
            return null;
        }
        @Nullable RedisUrl url = parsed(found, RedisUrl::parse, RedisUrl.EXAMPLE);
        if (url != null) {
            refuseWeak(environment, found.name(), url.password());
            if (url.isManaged() && !url.tls()) {
                problem(
                        found.name(),
                        url.toString(),
                        "this provider is reached over a public network and needs TLS: rediss://, with two s",
                        RedisUrl.EXAMPLE);
            }
        }
        return url;
    }

    private Store store(String name, Environment environment, @Nullable RedisUrl redis, String inMemory) {
        boolean usesRedis = find("REDIS_URL") != null || environment.isDevelopment();
        Store store = choice(name, Store.values(), usesRedis ? Store.REDIS : Store.POSTGRES);
        if (store == Store.REDIS && redis == null && find("REDIS_URL") == null && !environment.isDevelopment()) {
            problem(
                    "REDIS_URL",
                    "(not set)",
                    name + "=redis needs it: a server is embedded in development only",
                    RedisUrl.EXAMPLE);
        }
        if (store == Store.MEMORY && !environment.isDevelopment()) {
            warnings.add(name + "=memory: " + inMemory);
        }
        return store;
    }

    // ---- locks

    private HoldTerms holds() {
        HoldTerms usual = HoldTerms.DEFAULT;
        Duration least = Duration.ofMillis(50);
        Duration most = Duration.ofHours(24);
        Duration life = duration("LOCK_TTL", usual.life(), least, most);
        int extensions = number("LOCK_MAX_EXTENSIONS", usual.maxExtensions(), 0, 100);
        Duration extension = duration("LOCK_EXTENSION", usual.extension(), least, most);
        try {
            return new HoldTerms(life, extensions, extension);
        } catch (IllegalArgumentException tooLong) {
            problem(
                    "LOCK_TTL, LOCK_MAX_EXTENSIONS, LOCK_EXTENSION",
                    Durations.format(life) + ", " + extensions + ", " + Durations.format(extension),
                    "a hold lasts " + Durations.format(HoldTerms.LONGEST) + " at most, all its extensions included",
                    "20m, 2, 10m");
            return usual;
        }
    }

    private void adviseOnMemory(IdleTimeout sessionTtl, HoldTerms holds) {
        if (sessionTtl.value().compareTo(holds.life()) < 0) {
            warnings.add("SESSION_TTL=" + Durations.format(sessionTtl.value()) + " is shorter than LOCK_TTL="
                    + Durations.format(holds.life())
                    + ": a guest who is silent meanwhile is forgotten, and cannot confirm the room that is held."
                    + " Better: no shorter than LOCK_TTL");
        }
    }

    // ---- WhatsApp

    private Settings.WhatsApp whatsApp(Environment environment) {
        return new Settings.WhatsApp(
                accessToken(environment),
                secret(environment, "WHATSAPP_VERIFY_TOKEN", "without it Meta cannot subscribe to the webhook"),
                secret(environment, "WHATSAPP_APP_SECRET", "without it anybody can send messages in a guest's name"),
                apiUrl());
    }

    private @Nullable Secret secret(Environment environment, String name, String why) {
        @Nullable Found found = find(name);
        if (found == null) {
            if (!environment.isDevelopment()) {
                problem(name, "(not set)", "it must be set outside development: " + why, exampleOf(name));
            }
            return null;
        }
        return strong(environment, name, found);
    }

    private @Nullable Secret accessToken(Environment environment) {
        @Nullable Secret token = secret(environment, "WHATSAPP_ACCESS_TOKEN", "without it no reply can be sent");
        if (token != null && !unfilled.contains("WHATSAPP_ACCESS_TOKEN") && !GraphApi.isAccessToken(token.value())) {
            problem(
                    "WHATSAPP_ACCESS_TOKEN",
                    "*** (" + token.value().length() + " characters)",
                    "it must have 1 to 4096 visible ASCII characters: copy it again, without spaces or line ends",
                    exampleOf("WHATSAPP_ACCESS_TOKEN"));
        }
        return token;
    }

    /** Without it the admin API is off, which may be what is wanted anywhere. */
    private @Nullable Secret adminToken(Environment environment) {
        @Nullable Found found = find("ADMIN_API_TOKEN");
        return found == null ? null : strong(environment, "ADMIN_API_TOKEN", found);
    }

    private Secret strong(Environment environment, String name, Found found) {
        if (!environment.isDevelopment() && !unfilled.contains(name)) {
            if (Placeholders.isWeak(found.value())) {
                problem(name, "***", "it is a value that everybody tries first", exampleOf(name));
            } else if (found.value().length() < MIN_SECRET) {
                problem(
                        name,
                        "*** (" + found.value().length() + " characters)",
                        "outside development it must have " + MIN_SECRET + " characters or more",
                        exampleOf(name));
            }
        }
        return new Secret(found.value());
    }

    private URI apiUrl() {
        String text = text("WHATSAPP_API_URL", GRAPH_API);
        try {
            URI uri = URI.create(text);
            if (isBase(uri) && isTrusted(uri.getScheme(), uri.getHost())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, for this and for every other way to be no such URL.
        }
        problem(
                "WHATSAPP_API_URL",
                shown(withoutSecrets(text)),
                "it must be an https:// URL, or http:// on this machine, of host, port and path only",
                GRAPH_API);
        return URI.create(GRAPH_API);
    }

    /** Whether paths can be put behind it. */
    private static boolean isBase(URI uri) {
        return uri.getHost() != null
                && uri.getPort() <= 65_535
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    /** Neither who logs in nor what is asked for, however they are written: up to the last @, and from the first ? or #. */
    private static String withoutSecrets(String url) {
        return url.replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*:/*)?.*@", "$1***@").replaceAll("(?s)([?#]).*", "$1***");
    }

    private static boolean isTrusted(String scheme, String host) {
        return "https".equals(scheme) || ("http".equals(scheme) && new DatabaseUrl.Host(host, 80).isLoopback());
    }

    // ---- the rest

    private String host() {
        String host = text("HOST", LOOPBACK);
        if (!ADDRESS.matcher(host).matches()) {
            problem(
                    "HOST",
                    shown(host),
                    "it must be an address or the name of a host, without port or spaces",
                    LOOPBACK);
            return LOOPBACK;
        }
        return host;
    }

    private void requirePms() {
        String type = text("PMS_TYPE", "mock");
        if (!type.equalsIgnoreCase("mock") && !unfilled.contains("PMS_TYPE")) {
            problem(
                    "PMS_TYPE",
                    shown(type),
                    type.equalsIgnoreCase("qloapps")
                            ? "the QloApps adapter is not part of this version; mock is the only system so far"
                            : "it must be mock",
                    "mock");
        }
    }

    private RetryPolicy retries() {
        Backoff usual = RetryPolicy.DEFAULT.backoff();
        Duration base = duration("DLQ_RETRY_BACKOFF_BASE", usual.base(), Duration.ofMillis(100), usual.cap());
        return new RetryPolicy(
                number("DLQ_MAX_RETRIES", RetryPolicy.DEFAULT.maxRetries(), 0, 100),
                new Backoff(base, usual.cap(), usual.jitter()));
    }

    private void refuseWeak(Environment environment, String name, @Nullable Secret password) {
        if (!environment.isDevelopment()
                && !unfilled.contains(name)
                && password != null
                && Placeholders.isWeak(password.value())) {
            problem(name, "***", "its password is one that everybody tries first", exampleOf(name));
        }
    }

    private <T> @Nullable T parsed(Found found, Function<String, T> parser, String example) {
        try {
            return parser.apply(found.value());
        } catch (IllegalArgumentException e) {
            if (!unfilled.contains(found.name())) {
                problem(found.name(), "(hidden)", String.valueOf(e.getMessage()), example);
            }
            return null;
        }
    }

    private <E extends Enum<E>> E choice(String name, E[] all, E usual) {
        @Nullable Found found = find(name);
        if (found == null || unfilled.contains(name)) {
            return usual;
        }
        for (E one : all) {
            if (one.name().equalsIgnoreCase(found.value())) {
                return one;
            }
        }
        String allowed = String.join(
                ", ",
                Stream.of(all).map(one -> one.name().toLowerCase(Locale.ROOT)).toList());
        problem(
                name,
                shown(found.value()),
                "it must be one of " + allowed,
                usual.name().toLowerCase(Locale.ROOT));
        return usual;
    }

    private boolean flag(String name, boolean usual) {
        @Nullable Found found = find(name);
        if (found == null || unfilled.contains(name)) {
            return usual;
        }
        return switch (found.value().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> {
                problem(name, shown(found.value()), "it must be true or false", String.valueOf(usual));
                yield usual;
            }
        };
    }

    private int number(String name, int usual, int least, int most) {
        @Nullable Found found = find(name);
        if (found == null || unfilled.contains(name)) {
            return usual;
        }
        if (found.value().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(found.value());
            if (number >= least && number <= most) {
                return number;
            }
        }
        problem(
                name,
                shown(found.value()),
                "it must be a whole number from " + least + " to " + most,
                String.valueOf(usual));
        return usual;
    }

    private Duration duration(String name, Duration usual, Duration least, Duration most) {
        @Nullable Found found = find(name);
        if (found == null || unfilled.contains(name)) {
            return usual;
        }
        try {
            Duration duration = Durations.parse(found.value());
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with the bounds.
        }
        problem(
                name,
                shown(found.value()),
                "it must be a length of time from " + Durations.format(least) + " to " + Durations.format(most)
                        + "; a bare number is seconds",
                Durations.format(usual));
        return usual;
    }

    private String text(String name, String usual) {
        @Nullable Found found = find(name);
        return found == null || unfilled.contains(name) ? usual : found.value();
    }

    /** The first of the names that is set; one further down the list that says otherwise is pointed out. */
    private @Nullable Found find(String... names) {
        @Nullable Found found = null;
        for (String name : names) {
            String value = given.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                if (found == null) {
                    found = new Found(name, value);
                } else if (!found.value().equals(value)) {
                    String warning = name + " is not used: " + found.name() + " is set too, to something else";
                    if (!warnings.contains(warning)) {
                        warnings.add(warning);
                    }
                }
            }
        }
        return found;
    }

    private Found found(String... names) {
        @Nullable Found found = find(names);
        if (found == null) {
            throw new IllegalStateException("None of " + String.join(", ", names) + " is set");
        }
        return found;
    }

    private static String shown(String value) {
        String printable = value.replaceAll("\\p{Cc}", "?");
        return "\"" + (printable.length() > 60 ? printable.substring(0, 60) + "…" : printable) + "\"";
    }

    private void problem(String name, String value, String rule, String example) {
        problems.add(new Problem(name, value, rule, example));
    }
}
