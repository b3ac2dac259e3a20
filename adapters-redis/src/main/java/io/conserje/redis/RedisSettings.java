package io.conserje.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where Redis is and how to talk to it: a server, a cluster, or servers that sentinels watch. {@code toString} hides the user name
 * and the password.
 *
 * @param uri of the server, or of a first node or sentinel: {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS; port 6379 and
 *     database 0 where it does not say
 * @param timeout how long an operation may take in all, connecting and trying again included: 100 ms to 1 min
 * @param connections how many connections at most to a server, 1 to 256; an operation holds one until it is answered
 * @param topology what stands there
 */
public record RedisSettings(URI uri, Duration timeout, int connections, Topology topology) {

    /** What stands at the address. Further addresses are {@code host:port}; login and TLS are as in the URI. */
    public sealed interface Topology {

        /** One server. */
        record Single() implements Topology {}

        /**
         * A cluster; one node is enough to find the others, more are found when one is away. It has no databases.
         *
         * @param more further nodes
         */
        record Cluster(List<String> more) implements Topology {
            public Cluster {
                more = checked(more);
            }
        }

        /**
         * A primary and its replicas, found by asking sentinels, which have the same login or none.
         *
         * @param primary the name by which the sentinels know it
         * @param more further sentinels
         */
        record Sentinel(String primary, List<String> more) implements Topology {
            /** @throws IllegalArgumentException if the name is blank, or an address is no {@code host:port} */
            public Sentinel {
                if (primary.isBlank()) {
                    throw new IllegalArgumentException("Sentinels know a primary by a name. Example: mymaster");
                }
                more = checked(more);
            }
        }

        private static List<String> checked(List<String> addresses) {
            addresses.forEach(address -> {
                if (!ADDRESS.matcher(address).matches()) {
                    throw new IllegalArgumentException("A further address is a host and a port, and not "
                            + address.length() + " characters of another kind. Example: redis-2:6379");
                }
            });
            return List.copyOf(addresses);
        }
    }

    /** Three seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

    /** Eight: small managed servers count connections. */
    public static final int DEFAULT_CONNECTIONS = 8;

    private static final int DEFAULT_PORT = 6379;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_CONNECTIONS = 256;
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):[0-9]{1,5}");

    /** Read here and not by {@link URI}, which knows no host in {@code my_redis:6379}; what stands in brackets it has checked. */
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:(?<login>[^@]*)@)?(?<host>[A-Za-z0-9._-]{1,253}|\\[[^\\]@]+])(?::(?<port>[0-9]{0,5}))?");

    private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
    private static final String EXAMPLE = ". Example: rediss://default:PASSWORD@host.upstash.io:6379/0";

    /** @throws IllegalArgumentException if the URI has another shape, or the timeout or connections are out of bounds */
    public RedisSettings {
        String scheme = uri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
            throw new IllegalArgumentException(
                    "A Redis URL starts with redis:// or rediss:// (TLS), this one with another scheme" + EXAMPLE);
        }
        if (!AUTHORITY.matcher(authority(uri)).matches()) {
            throw new IllegalArgumentException(
                    "A Redis URL names a host of letters, digits, dots, dashes and underscores,"
                            + " and what is special in a password is percent-encoded" + EXAMPLE);
        }
        if (!DATABASE.matcher(uri.getPath()).matches() || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("After host " + part(uri, "host")
                    + " a Redis URL has the number of a database or nothing, this one something else" + EXAMPLE);
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Redis's timeout is 100 ms to 1 min, was " + timeout + ". Example: PT3S");
        }
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "Redis's connections are 1 to " + MAX_CONNECTIONS + ", were " + connections + ". Example: 8");
        }
        if (topology instanceof Topology.Cluster
                && uri.getPath().length() > 1
                && !uri.getPath().equals("/0")) {
            throw new IllegalArgumentException("A Redis Cluster has database 0 only, and the URL names another");
        }
    }

    /** One server. */
    public RedisSettings(URI uri, Duration timeout, int connections) {
        this(uri, timeout, connections, new Topology.Single());
    }

    /**
     * A server with the usual timeout and connections.
     *
     * @throws IllegalArgumentException if the URI has another shape
     */
    public static RedisSettings of(URI uri) {
        return new RedisSettings(uri, DEFAULT_TIMEOUT, DEFAULT_CONNECTIONS);
    }

    /** The same for what else may stand at the address. */
    public RedisSettings of(Topology other) {
        return new RedisSettings(uri, timeout, connections, other);
    }

    /** {@code redis[s]://host:port} of the URI, then of the further addresses. */
    List<String> servers() {
        List<String> more = switch (topology) {
            case Topology.Single single -> List.of();
            case Topology.Cluster cluster -> cluster.more();
            case Topology.Sentinel sentinel -> sentinel.more();
        };
        return Stream.concat(Stream.of(server()), more.stream().map(address -> uri.getScheme() + "://" + address))
                .toList();
    }

    /** The server without the credentials: {@code rediss://host:port/database}. */
    String address() {
        return server() + "/" + database();
    }

    /** {@code redis[s]://host:port}. */
    String server() {
        String port = part(uri, "port");
        return uri.getScheme() + "://" + part(uri, "host") + ":" + (port.isEmpty() ? DEFAULT_PORT : port);
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
        String login = part(uri, "login");
        return login.isEmpty() ? Optional.empty() : Optional.of(login.contains(":") ? login : ":" + login);
    }

    /** Empty where it is absent. */
    private static String part(URI uri, String name) {
        Matcher authority = AUTHORITY.matcher(authority(uri));
        return authority.matches() ? Objects.requireNonNullElse(authority.group(name), "") : "";
    }

    private static String authority(URI uri) {
        return Objects.requireNonNullElse(uri.getRawAuthority(), "");
    }

    private static String decoded(String raw) {
        // A plus sign in a URL's authority is itself; only in a query is it a space.
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
