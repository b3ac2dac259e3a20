package io.conserje.bootstrap.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis server is and how to log in. {@code toString} hides the password.
 *
 * @param database its number, 0 to 15 on a server as it comes
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
     * Reads {@code redis://user:password@host:port/database} or {@code rediss://...}, which is over TLS.
     *
     * @throws IllegalArgumentException if it cannot be read; the message says why, without any secret
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
            throw new IllegalArgumentException("what follows the slash is the number of a database");
        }
        return Integer.parseInt(path);
    }

    /** Whether the host is a provider's that speaks TLS only, or ought to over a public network. */
    public boolean isManaged() {
        String name = host.toLowerCase(Locale.ROOT);
        return NEEDS_TLS.stream().anyMatch(name::endsWith);
    }

    /** The whole URL, for the client: it holds the password. */
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
