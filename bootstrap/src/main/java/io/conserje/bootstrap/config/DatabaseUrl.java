package io.conserje.bootstrap.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * The address of a PostgreSQL database, with the login. {@code toString} hides the password.
 *
 * @param hosts in the order in which they are tried
 * @param parameters of the driver, by the driver's names
 * @param ignored names of parameters that other drivers and tools understand, and that are dropped
 */
public record DatabaseUrl(
        List<Host> hosts,
        String database,
        @Nullable String user,
        @Nullable Secret password,
        Map<String, String> parameters,
        Target target,
        List<String> ignored) {

    /** The kind of server, which decides how connections may be used. */
    public enum Target {
        /** PostgreSQL itself, on any machine. */
        LOCAL,
        /** Supabase, directly or through its pooler in session mode: few connections, each with its own session. */
        SUPABASE_SESSION,
        /** A pooler in transaction mode (port 6543, or pgbouncer=true): session state is lost between transactions. */
        SUPABASE_TRANSACTION_POOLER
    }

    /** One server. */
    public record Host(String name, int port) {

        /** Numbers only: the name 127.example.com may belong to anybody. */
        private static final Pattern LOOPBACK = Pattern.compile("(?i:localhost)|\\[::1]|127(?:\\.[0-9]{1,3}){3}");

        public boolean isLoopback() {
            return LOOPBACK.matcher(name).matches();
        }

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    /** The port on which Supabase's poolers run in transaction mode. */
    public static final int TRANSACTION_POOLER_PORT = 6543;

    static final String EXAMPLE = "postgresql://conserje_app:s3cr%40t@db.example.com:5432/postgres";

    private static final Pattern DIRECT_HOST = Pattern.compile("db\\.([a-z0-9]+)\\.supabase\\.co");

    private static final List<String> SCHEMES =
            List.of("jdbc:postgresql://", "postgresql+asyncpg://", "postgresql://", "postgres://");

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Parameters of other drivers and tools, without a meaning for the safety of the connection. They are dropped. */
    private static final Set<String> FOREIGN = Set.of(
            "async_fallback",
            "checkout_timeout",
            "client_encoding",
            "command_timeout",
            "conn_max_age",
            "connection_limit",
            "description_cache_capacity",
            "encoding",
            "fallback_application_name",
            "keepalives",
            "keepalives_count",
            "keepalives_idle",
            "keepalives_interval",
            "max_cacheable_statement_size",
            "max_cached_statement_lifetime",
            "pool",
            "pool_max_conn_idle_time",
            "pool_max_conn_lifetime",
            "pool_max_conns",
            "pool_min_conns",
            "pool_mode",
            "pool_size",
            "pool_timeout",
            "prepared_statement_name_func",
            "reconnect",
            "schema",
            "server_settings",
            "single_use_connections",
            "sslcompression",
            "sslsni",
            "supa",
            "tcp_user_timeout",
            "timeout",
            "uselibpqcompat",
            "workaround");

    private static final Pattern NEVER = Pattern.compile("(?!)");

    /** Parameters of other drivers for prepared statements, and the values that switch them off. */
    private static final Map<String, Pattern> SWITCHES = Map.of(
            "pgbouncer", Pattern.compile("true"),
            "statement_cache_size", Pattern.compile("0"),
            "prepared_statement_cache_size", Pattern.compile("0"),
            "statement_cache_capacity", Pattern.compile("0"),
            "default_query_exec_mode", Pattern.compile("exec|simple_protocol|describe_exec"),
            "prepared_statements", Pattern.compile("false"));

    /** Names of libpq or asyncpg, and what this driver calls the same parameter. */
    private static final Map<String, String> TRANSLATED = Map.of(
            "application_name", "ApplicationName",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "gssencmode", "gssEncMode",
            "load_balance_hosts", "loadBalanceHosts",
            "socket_timeout", "socketTimeout",
            "sslpassword", "sslpassword");

    /**
     * Values with which the driver sends a statement apart from the statement before it that sets the tenant, or
     * undoes the tenant together with a failed statement. Tried on the driver: with all other values it sends both
     * together.
     */
    private static final Map<String, Pattern> SEPARATING = Map.of(
            "autosave", Pattern.compile("(?i)(?!never$).*"),
            "preferQueryMode", Pattern.compile("(?i)simple"),
            "prepareThreshold", Pattern.compile("-.*"),
            "stringtype", Pattern.compile("(?i)unspecified"));

    public DatabaseUrl {
        hosts = List.copyOf(hosts);
        parameters = Map.copyOf(parameters);
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads {@code postgresql://}, {@code postgres://}, {@code postgresql+asyncpg://} or {@code jdbc:postgresql://}.
     * User and password are percent-encoded, and stand before the host or among the parameters.
     *
     * @throws IllegalArgumentException if it cannot be read; the message holds no secret
     */
    public static DatabaseUrl parse(String url) {
        String scheme = SCHEMES.stream()
                .filter(known -> url.toLowerCase(Locale.ROOT).startsWith(known))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must start with one of "
                        + "postgresql://, postgres://, postgresql+asyncpg:// or jdbc:postgresql://"));
        UrlText text = UrlText.parse(url.substring(scheme.length()));
        Map<String, String> given = new LinkedHashMap<>(text.parameters());
        refuseCutPassword(text, given);
        @Nullable String user = text.user() == null ? given.get("user") : text.user();
        @Nullable String password = text.password() == null ? given.get("password") : text.password();
        given.keySet().removeAll(Set.of("user", "password"));
        List<Host> hosts = text.hosts().stream()
                .map(host -> new Host(host.name(), host.port() == 0 ? 5432 : host.port()))
                .toList();
        return new DatabaseUrl(
                hosts,
                text.path().isEmpty() ? "postgres" : text.path(),
                user,
                password == null ? null : new Secret(password),
                forDriver(given),
                targetOf(hosts, given.get("pgbouncer")),
                given.keySet().stream().filter(FOREIGN::contains).toList());
    }

    /** A question mark in a password makes parameters of the rest, which a message would name. */
    private static void refuseCutPassword(UrlText text, Map<String, String> given) {
        boolean hasLogin = text.user() != null || given.containsKey("user");
        if (!hasLogin && given.toString().contains("@")) {
            throw new IllegalArgumentException(UrlText.ENCODING);
        }
    }

    private static Map<String, String> forDriver(Map<String, String> given) {
        Map<String, String> parameters = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (name.equals("ssl")) {
                sslMode(value).ifPresent(mode -> parameters.putIfAbsent("sslmode", mode));
            } else if (name.equals("sslmode")) {
                parameters.put(name, knownSslMode(value));
            } else if (name.equals("sslaccept")) {
                parameters.putIfAbsent("sslmode", value.equals("strict") ? "verify-full" : "require");
            } else if (SWITCHES.getOrDefault(name, NEVER).matcher(value).matches()) {
                parameters.put("prepareThreshold", "0");
            } else if (SWITCHES.containsKey(name)) {
                // The other values are the driver's default.
                return;
            } else if (TRANSLATED.containsKey(name)) {
                parameters.put(TRANSLATED.getOrDefault(name, name), value);
            } else if (PGProperty.forName(name) != null) {
                parameters.put(name, keepingTogether(name, value));
            } else if (!FOREIGN.contains(name)) {
                throw new IllegalArgumentException(
                        "the parameter \"" + shortened(name) + "\" is not known to the driver");
            }
        });
        return parameters;
    }

    private static String keepingTogether(String name, String value) {
        Pattern separating = SEPARATING.get(name);
        if (separating != null && separating.matcher(value).matches()) {
            throw new IllegalArgumentException("the parameter \"" + name + "=" + shortened(value)
                    + "\" lets the driver run a statement without its tenant. Take it out of the URL");
        }
        return value;
    }

    private static String shortened(String name) {
        String printable = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return printable.length() > 40 ? printable.substring(0, 40) : printable;
    }

    /** As this driver means {@code ssl=true}, and asyncpg and others {@code ssl=require}; empty is the default. */
    private static Optional<String> sslMode(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "", "true", "1", "on", "yes" -> Optional.of("verify-full");
            case "false", "0", "off", "no" -> Optional.empty();
            case "no-verify" -> Optional.of("require");
            default -> Optional.of(knownSslMode(value));
        };
    }

    private static String knownSslMode(String value) {
        if (!SSL_MODES.contains(value)) {
            throw new IllegalArgumentException("sslmode must be one of " + String.join(", ", SSL_MODES));
        }
        return value;
    }

    private static Target targetOf(List<Host> hosts, @Nullable String pgbouncer) {
        if ("true".equals(pgbouncer)) {
            return Target.SUPABASE_TRANSACTION_POOLER;
        }
        return "false".equals(pgbouncer) && hosts.stream().noneMatch(DatabaseUrl::isSupabase)
                ? Target.LOCAL
                : targetOf(hosts);
    }

    private static Target targetOf(List<Host> hosts) {
        if (hosts.stream().anyMatch(host -> host.port() == TRANSACTION_POOLER_PORT)) {
            return Target.SUPABASE_TRANSACTION_POOLER;
        }
        return hosts.stream().anyMatch(DatabaseUrl::isSupabase) ? Target.SUPABASE_SESSION : Target.LOCAL;
    }

    private static String lower(Host host) {
        return host.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isSupabase(Host host) {
        String name = lower(host);
        return name.endsWith(".supabase.co") || name.endsWith(".supabase.com");
    }

    /** The same URL, treated as Supabase's. */
    public DatabaseUrl asSupabase() {
        return target == Target.LOCAL
                ? new DatabaseUrl(hosts, database, user, password, parameters, Target.SUPABASE_SESSION, ignored)
                : this;
    }

    /** The same database with another login. */
    public DatabaseUrl withLogin(String login, Secret secret) {
        return new DatabaseUrl(hosts, database, login, secret, parameters, target, ignored);
    }

    /** Whether it is Supabase, by its host, its port, or the settings. */
    boolean isSupabase() {
        return target == Target.SUPABASE_SESSION || targetOf(hosts) != Target.LOCAL;
    }

    /** Whether it leads to a pooler that Supabase's projects share. Users of it are written {@code role.project}. */
    public boolean isSharedPooler() {
        return hosts.stream().anyMatch(host -> lower(host).endsWith(".pooler.supabase.com"));
    }

    /** The reference of Supabase's project, from the host or the user; empty if neither has it. */
    public Optional<String> project() {
        Stream<String> ofHosts = hosts.stream()
                .map(DatabaseUrl::lower)
                .map(DIRECT_HOST::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1));
        String name = user == null ? "" : user;
        Stream<String> ofUser = isSharedPooler() ? Stream.of(name.substring(name.indexOf('.') + 1)) : Stream.empty();
        return Stream.concat(ofHosts, ofUser.filter(reference -> !reference.equals(name)))
                .filter(reference -> !reference.isEmpty())
                .findFirst();
    }

    /** The URL with its password, percent-encoded, to be put into a setting. */
    public Secret text() {
        String name = user == null ? "" : UrlText.encode(user);
        String login = password == null ? name : name + ":" + UrlText.encode(password.value());
        Map<String, String> all = new LinkedHashMap<>(parameters);
        boolean pooler = target == Target.SUPABASE_TRANSACTION_POOLER;
        if (pooler != (targetOf(hosts) == Target.SUPABASE_TRANSACTION_POOLER)) {
            all.put("pgbouncer", String.valueOf(pooler));
        }
        String query = all.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(parameter -> UrlText.encode(parameter.getKey()) + "=" + UrlText.encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return new Secret("postgresql://" + (login.isEmpty() ? "" : login + "@") + servers() + "/"
                + UrlText.encode(database) + (query.isEmpty() ? "" : "?" + query));
    }

    /** Whether every host is this machine. */
    public boolean isLoopback() {
        return hosts.stream().allMatch(Host::isLoopback);
    }

    /** The URL's {@code sslmode}; if it has none, {@code require} for Supabase and {@code prefer} for others. */
    public String sslMode() {
        String defaultMode = isSupabase() && !isLoopback() ? "require" : "prefer";
        return parameters.getOrDefault("sslmode", defaultMode);
    }

    /** The URL for the driver, without login and parameters: the driver gets these as properties. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + servers() + "/" + UrlText.encode(database);
    }

    private String servers() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        String login = user == null ? "" : password == null ? user + "@" : user + ":***@";
        return "postgresql://" + login + servers() + "/" + database;
    }
}
