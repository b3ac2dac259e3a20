package io.conserje.bootstrap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Redis server, with the login. {@code toString} hides the password.
 *
 * @param database its number; a server has 0 to 15 unless it is configured otherwise
 * @param notes what was read in a way that should be looked at, one line each, without secrets
 */
public record RedisUrl(
        boolean tls,
        String host,
        int port,
        int database,
        @Nullable String user,
        @Nullable Secret password,
        List<String> notes) {

    public RedisUrl {
        notes = List.copyOf(notes);
    }

    RedisUrl(boolean tls, String host, int port, int database, @Nullable String user, @Nullable Secret password) {
        this(tls, host, port, database, user, password, List.of());
    }

    /** Parameters of other clients. They are dropped. */
    private static final Set<String> FOREIGN = Set.of(
            "client_name",
            "clientname",
            "decode_responses",
            "encoding",
            "family",
            "health_check_interval",
            "idle_timeout",
            "max_connections",
            "pool_size",
            "protocol",
            "retry_on_timeout",
            "socket_connect_timeout",
            "socket_keepalive",
            "socket_timeout",
            "timeout");

    static final String EXAMPLE = "rediss://default:s3cr%40t@eu1-some-name.upstash.io:6379";

    private static final List<String> NEEDS_TLS =
            List.of(".upstash.io", ".redis-cloud.com", ".redislabs.com", ".redis.cache.windows.net");

    /**
     * Reads {@code redis://user:password@host:port/database} or, for TLS, {@code rediss://...}.
     *
     * @throws IllegalArgumentException if it cannot be read; the message holds no secret
     */
    public static RedisUrl parse(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        boolean tls = lower.startsWith("rediss://");
        if (!tls && !lower.startsWith("redis://")) {
            throw new IllegalArgumentException("it must start with redis:// or, over TLS, rediss://");
        }
        UrlText text = UrlText.parse(url.substring(tls ? "rediss://".length() : "redis://".length()));
        if (text.hosts().size() > 1) {
            throw new IllegalArgumentException("it must name one host");
        }
        UrlText.Host host = text.hosts().getFirst();
        Map<String, String> given = text.parameters();
        List<String> notes = new ArrayList<>();
        readOthers(given, tls, notes);
        @Nullable String password = password(text, given, notes);
        return new RedisUrl(
                tls,
                host.name(),
                host.port() == 0 ? 6379 : host.port(),
                database(text.path(), given.get("db")),
                user(text, given),
                password == null ? null : new Secret(password),
                notes);
    }

    /** Of a login with one word, that is the password: a user alone cannot log in. */
    private static @Nullable String password(UrlText text, Map<String, String> given, List<String> notes) {
        if (text.password() != null) {
            return text.password();
        }
        if (text.user() != null && !text.user().isEmpty() && !given.containsKey("password")) {
            notes.add("the word before the @ is taken as the password. Better: a colon before it, or user:password");
            return text.user();
        }
        return given.get("password");
    }

    private static @Nullable String user(UrlText text, Map<String, String> given) {
        @Nullable String named = given.getOrDefault("username", given.get("user"));
        boolean takenAsPassword = text.password() == null && !given.containsKey("password");
        boolean unnamed = text.user() == null || text.user().isEmpty() || takenAsPassword;
        @Nullable String user = unnamed ? named : text.user();
        return user == null || user.isEmpty() ? null : user;
    }

    private static void readOthers(Map<String, String> given, boolean tls, List<String> notes) {
        given.forEach((name, value) -> {
            switch (name) {
                case "db", "user", "username", "password" -> {}
                case "ssl_cert_reqs" -> requireChecked(value);
                case "ssl", "tls" -> {
                    if (Boolean.parseBoolean(value) != tls) {
                        throw new IllegalArgumentException("\"" + name + "=" + (tls ? "false" : "true")
                                + "\" contradicts the scheme: write rediss:// for TLS, else redis://");
                    }
                }
                default -> {
                    if (!FOREIGN.contains(name)) {
                        throw new IllegalArgumentException("it has a parameter that is not known;"
                                + " db, username, password and ssl_cert_reqs=required are");
                    }
                    notes.add("the parameter \"" + name + "\" is for another client, and is dropped");
                }
            }
        });
    }

    private static void requireChecked(String value) {
        if (!value.toLowerCase(Locale.ROOT).endsWith("required")) {
            throw new IllegalArgumentException("ssl_cert_reqs must be \"required\": the certificate is always checked."
                    + " Take the parameter out; for an authority of your own, add it to Java's trust store");
        }
    }

    private static int database(String path, @Nullable String parameter) {
        int database = number(path);
        if (parameter == null) {
            return database;
        }
        if (!path.isEmpty() && database != number(parameter)) {
            throw new IllegalArgumentException("the path and the parameter db name two databases: keep one of them");
        }
        return number(parameter);
    }

    private static int number(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                    "after the slash, or in db=, it must have the number of a database, such as /0");
        }
        return Integer.parseInt(text);
    }

    /** Whether the host belongs to a provider that is reached over a public network, and so needs TLS. */
    public boolean isManaged() {
        String name = host.toLowerCase(Locale.ROOT);
        return NEEDS_TLS.stream().anyMatch(name::endsWith);
    }

    /** Whether the host is this machine. */
    public boolean isLoopback() {
        return new DatabaseUrl.Host(host, port).isLoopback();
    }

    /** The URL with its password, for the client. */
    public Secret forClient() {
        String login = password == null
                ? ""
                : UrlText.encode(user == null ? "" : user) + ":" + UrlText.encode(password.value()) + "@";
        return new Secret(scheme() + login + host + ":" + port + "/" + database);
    }

    private String scheme() {
        return tls ? "rediss://" : "redis://";
    }

    @Override
    public String toString() {
        String login = password == null ? "" : (user == null ? "" : user) + ":***@";
        return scheme() + login + host + ":" + port + "/" + database;
    }
}
