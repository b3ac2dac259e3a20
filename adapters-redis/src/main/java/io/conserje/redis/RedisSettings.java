package io.conserje.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Redis is and how to talk to it. {@code toString} hides the user name and the password.
 *
 * @param uri {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS; port 6379 and
 *     database 0 where it does not say
 * @param timeout how long an operation may take in all, connecting and trying again included: 100 ms to 1 min
 * @param connections how many connections at most, 1 to 256; an operation holds one until it is answered
 */
public record RedisSettings(URI uri, Duration timeout, int connections) {

    /** Three seconds. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(3);

    /** Eight: small managed servers count connections. */
    public static final int USUAL_CONNECTIONS = 8;

    private static final int USUAL_PORT = 6379;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_CONNECTIONS = 256;
    private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
    private static final String EXAMPLE = ". Example: rediss://default:PASSWORD@host.upstash.io:6379/0";

    /** @throws IllegalArgumentException if the URI has another shape, or the timeout or connections are out of bounds */
    public RedisSettings {
        String scheme = uri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
            throw new IllegalArgumentException(
                    "A Redis URL starts with redis:// or rediss:// (TLS), this one with another scheme" + EXAMPLE);
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("A Redis URL names a host of letters, digits, dots and dashes,"
                    + " and what is special in a password is percent-encoded" + EXAMPLE);
        }
        if (!DATABASE.matcher(uri.getPath()).matches() || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("After host " + uri.getHost()
                    + " a Redis URL has the number of a database or nothing, this one something else" + EXAMPLE);
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Redis's timeout is 100 ms to 1 min, was " + timeout + ". Example: PT3S");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "Redis's connections are 1 to " + MOST_CONNECTIONS + ", were " + connections + ". Example: 8");
        }
    }

    /**
     * A server with the usual timeout and connections.
     *
     * @throws IllegalArgumentException if the URI has another shape
     */
    public static RedisSettings of(URI uri) {
        return new RedisSettings(uri, USUAL_TIMEOUT, USUAL_CONNECTIONS);
    }

    /** The server without the credentials: {@code rediss://host:port/database}. */
    String address() {
        return server() + "/" + database();
    }

    /** {@code redis[s]://host:port}. */
    String server() {
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + ":" + port;
    }

    int database() {
        String path = uri.getPath();
        return path.length() < 2 ? 0 : Integer.parseInt(path, 1, path.length(), 10);
    }

    Optional<String> user() {
        return credentials()
                .map(both -> both.substring(0, both.indexOf(':')))
                .filter(user -> !user.isEmpty())
                .map(RedisSettings::decoded);
    }

    Optional<String> password() {
        return credentials()
                .map(both -> both.substring(both.indexOf(':') + 1))
                .filter(password -> !password.isEmpty())
                .map(RedisSettings::decoded);
    }

    @Override
    public String toString() {
        return "RedisSettings[" + address() + ", timeout " + timeout + ", " + connections + " connections]";
    }

    /** {@code user:password}; a lone word is a password, as in Redis before 6. */
    private Optional<String> credentials() {
        return Optional.ofNullable(uri.getRawUserInfo()).map(raw -> raw.contains(":") ? raw : ":" + raw);
    }

    private static String decoded(String raw) {
        // A plus sign in a URL's authority is itself; only in a query is it a space.
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
