package io.conserje.bootstrap.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * Where a PostgreSQL database is and how to log in. {@code toString} hides the password.
 *
 * @param hosts each with its port, in the order in which they are tried
 * @param parameters for the driver, by the driver's names
 */
public record DatabaseUrl(
        List<Host> hosts,
        String database,
        @Nullable String user,
        @Nullable Secret password,
        Map<String, String> parameters,
        Target target) {

    /** What answers there, which decides how connections may be used. */
    public enum Target {
        /** PostgreSQL itself, here or anywhere. */
        LOCAL,
        /** Supabase, directly or through its pooler in session mode: few connections, each with a session of its own. */
        SUPABASE_SESSION,
        /** A pooler in transaction mode (port 6543): no session state from one transaction to the next. */
        SUPABASE_TRANSACTION_POOLER
    }

    /** One server. */
    public record Host(String name, int port) {

        /** Of an address that is written as numbers: 127.example.com is anybody's. */
        private static final Pattern LOOPBACK = Pattern.compile("(?i:localhost)|\\[::1]|127(?:\\.[0-9]{1,3}){3}");

        public boolean isLoopback() {
            return LOOPBACK.matcher(name).matches();
        }

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    /** The port of Supabase's poolers in transaction mode. */
    public static final int TRANSACTION_POOLER_PORT = 6543;

    static final String EXAMPLE = "postgresql://conserje_app:s3cr%40t@db.example.com:5432/postgres";

    private static final List<String> SCHEMES =
            List.of("jdbc:postgresql://", "postgresql+asyncpg://", "postgresql://", "postgres://");

    /** Parameters of other drivers and tools that mean nothing to this one, and do no harm by being dropped. */
    private static final Set<String> FOREIGN = Set.of(
            "command_timeout",
            "connection_limit",
            "pgbouncer",
            "pool_timeout",
            "prepared_statement_cache_size",
            "prepared_statement_name_func",
            "server_settings",
            "statement_cache_size",
            "supa",
            "timeout");

    /** Names that libpq or asyncpg has for what this driver calls otherwise. */
    private static final Map<String, String> TRANSLATED = Map.of(
            "application_name", "ApplicationName",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "sslpassword", "sslpassword");

    /**
     * Values with which the driver describes or sends a statement apart from the context before it, or undoes the context with a
     * statement that failed. (Tried on the driver; what else it knows, it sends together.)
     */
    private static final Map<String, Pattern> PARTING = Map.of(
            "autosave", Pattern.compile("(?i)(?!never$).*"),
            "preferQueryMode", Pattern.compile("(?i)simple"),
            "prepareThreshold", Pattern.compile("-.*"),
            "stringtype", Pattern.compile("(?i)unspecified"));

    public DatabaseUrl {
        hosts = List.copyOf(hosts);
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads {@code postgresql://}, {@code postgres://}, {@code postgresql+asyncpg://} or {@code jdbc:postgresql://}, with
     * user and password before the host or as parameters, percent-encoded.
     *
     * @throws IllegalArgumentException if it cannot be read; the message says why, without any secret
     */
    public static DatabaseUrl parse(String url) {
        String scheme = SCHEMES.stream()
                .filter(known -> url.toLowerCase(Locale.ROOT).startsWith(known))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must start with one of "
                        + "postgresql://, postgres://, postgresql+asyncpg:// or jdbc:postgresql://"));
        UrlText text = UrlText.parse(url.substring(scheme.length()));
        Map<String, String> given = new LinkedHashMap<>(text.parameters());
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
                targetOf(hosts));
    }

    private static Map<String, String> forDriver(Map<String, String> given) {
        Map<String, String> parameters = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (name.equals("ssl") && !value.equals("true") && !value.equals("false")) {
                parameters.put("sslmode", value);
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
        Pattern parting = PARTING.get(name);
        if (parting != null && parting.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "the parameter \"" + name + "=" + shortened(value)
                            + "\" lets the driver run a statement without its tenant, which goes before it. Take it out of the URL");
        }
        return value;
    }

    private static String shortened(String name) {
        String printable = name.replaceAll("[^A-Za-z0-9_.-]", "?");
        return printable.length() > 40 ? printable.substring(0, 40) : printable;
    }

    private static Target targetOf(List<Host> hosts) {
        if (hosts.stream().anyMatch(host -> host.port() == TRANSACTION_POOLER_PORT)) {
            return Target.SUPABASE_TRANSACTION_POOLER;
        }
        return hosts.stream().anyMatch(DatabaseUrl::isSupabase) ? Target.SUPABASE_SESSION : Target.LOCAL;
    }

    private static boolean isSupabase(Host host) {
        String name = host.name().toLowerCase(Locale.ROOT);
        return name.endsWith(".supabase.co") || name.endsWith(".supabase.com");
    }

    /** The same place, taken for Supabase whatever it is called. */
    public DatabaseUrl asSupabase() {
        return target == Target.LOCAL
                ? new DatabaseUrl(hosts, database, user, password, parameters, Target.SUPABASE_SESSION)
                : this;
    }

    public boolean isLoopback() {
        return hosts.stream().allMatch(Host::isLoopback);
    }

    /** How the connection is encrypted: what the URL says, else {@code require} for Supabase and {@code prefer} elsewhere. */
    public String sslMode() {
        String usual = target != Target.LOCAL && !isLoopback() ? "require" : "prefer";
        return parameters.getOrDefault("sslmode", usual);
    }

    /** The URL for the driver, with neither user nor password nor parameters, which are given to it apart. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + servers() + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
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
