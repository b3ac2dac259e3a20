package io.conserje.bootstrap.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Redis server, with the login. {@code toString} hides the password.
 *
 * @param database its number; a server has 0 to 15 unless it is configured otherwise
 */
public record RedisUrl(
        boolean tls,
        String host,
        int port,
        int database,
        @Nullable String user,
        @Nullable Secret password) {

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
        return new RedisUrl(
                tls,
                host.name(),
                host.port() == 0 ? 6379 : host.port(),
                database(text.path()),
                text.user() == null || text.user().isEmpty() ? null : text.user(),
                text.password() == null ? null : new Secret(text.password()));
    }

    private static int database(String path) {
        if (path.isEmpty()) {
            return 0;
        }
        if (!path.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("after the slash it must have the number of a database, such as /0");
        }
        return Integer.parseInt(path);
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
        String login =
                password == null ? "" : encoded(user == null ? "" : user) + ":" + encoded(password.value()) + "@";
        return new Secret(scheme() + login + host + ":" + port + "/" + database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
