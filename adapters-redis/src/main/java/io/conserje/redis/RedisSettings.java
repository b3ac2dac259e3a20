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
 * The address of Redis and how to connect: to one server, a cluster, or a primary that sentinels watch.
 * {@code toString} hides the user name and the password.
 *
 * @param uri the server, or the first node or sentinel: {@code redis://[[user]:password@]host[:port][/database]}, or
 *     {@code rediss://} for TLS. Default: port 6379, database 0.
 * @param timeout the maximum duration of an operation, with connecting and retries: 100 ms to 1 min
 * @param connections the maximum number of connections to a server, 1 to 256. An operation uses one until its answer.
 * @param topology what {@code uri} is the address of
 */
public record RedisSettings(URI uri, Duration timeout, int connections, Topology topology) {

    /** The kind of servers. Further addresses are {@code host:port}; login and TLS are those of the URI. */
    public sealed interface Topology {

        /** One server. */
        record Single() implements Topology {}

        /**
         * A cluster. One node is enough to find the others; further nodes help while that node is down. A cluster
         * has only database 0.
         *
         * @param more further nodes
         */
        record Cluster(List<String> more) implements Topology {
            /** @throws IllegalArgumentException if an address is not {@code host:port} */
            public Cluster {
                more = checked(more);
            }
        }

        /**
         * A primary and its replicas. Sentinels tell the primary's address; they have the same login as Redis, or none.
         *
         * @param primary the primary's name in the sentinels' configuration
         * @param more further sentinels
         */
        record Sentinel(String primary, List<String> more) implements Topology {
            /** @throws IllegalArgumentException if the name is blank, or an address is not {@code host:port} */
            public Sentinel {
                if (primary.isBlank()) {
                    throw new IllegalArgumentException("The name of the primary is blank."
                            + " Use the name in the sentinels' configuration. Example: mymaster");
                }
                more = checked(more);
            }
        }

        private static List<String> checked(List<String> addresses) {
            addresses.forEach(address -> {
                if (!ADDRESS.matcher(address).matches()) {
                    throw new IllegalArgumentException("A further address must be host:port. This one has "
                            + address.length() + " characters and another form. Example: redis-2:6379");
                }
            });
            return List.copyOf(addresses);
        }
    }

    /** The default timeout: 3 seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

    /** The default number of connections: 8, because small managed servers limit them. */
    public static final int DEFAULT_CONNECTIONS = 8;

    private static final int DEFAULT_PORT = 6379;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_CONNECTIONS = 256;
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):[0-9]{1,5}");

    /** Finds hosts such as {@code my_redis:6379}, unlike {@link URI}. That has checked addresses in brackets. */
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:(?<login>[^@]*)@)?(?<host>[A-Za-z0-9._-]{1,253}|\\[[^\\]@]+])(?::(?<port>[0-9]{0,5}))?");

    private static final Pattern DATABASE = Pattern.compile("/?|/[0-9]{1,4}");
    private static final String EXAMPLE = ". Example: rediss://default:PASSWORD@host.upstash.io:6379/0";

    /** @throws IllegalArgumentException if the URI has another form, or the timeout or connections are out of bounds */
    public RedisSettings {
        String scheme = uri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
            throw new IllegalArgumentException(
                    "A Redis URL must start with redis:// or rediss:// (TLS). This one has another scheme" + EXAMPLE);
        }
        if (!AUTHORITY.matcher(authority(uri)).matches()) {
            throw new IllegalArgumentException(
                    "The host of a Redis URL must consist of letters, digits, dots, dashes and underscores,"
                            + " and special characters of the password must be percent-encoded" + EXAMPLE);
        }
        if (!DATABASE.matcher(uri.getPath()).matches() || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("A Redis URL must end with the host or with the number of a database."
                    + " The one with host " + part(uri, "host") + " has something else there" + EXAMPLE);
        }
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "The timeout of Redis is " + timeout + ". It must be 100 ms to 1 min. Example: PT3S");
        }
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("The number of connections to Redis is " + connections
                    + ". It must be 1 to " + MAX_CONNECTIONS + ". Example: 8");
        }
        if (topology instanceof Topology.Cluster
                && uri.getPath().length() > 1
                && !uri.getPath().equals("/0")) {
            throw new IllegalArgumentException(
                    "A Redis cluster has database 0 only." + " Remove the database from the URL.");
        }
    }

    /**
     * Creates settings of one server.
     *
     * @throws IllegalArgumentException if the URI has another form, or the timeout or connections are out of bounds
     */
    public RedisSettings(URI uri, Duration timeout, int connections) {
        this(uri, timeout, connections, new Topology.Single());
    }

    /**
     * Creates settings of one server with the default timeout and number of connections.
     *
     * @throws IllegalArgumentException if the URI has another form
     */
    public static RedisSettings of(URI uri) {
        return new RedisSettings(uri, DEFAULT_TIMEOUT, DEFAULT_CONNECTIONS);
    }

    /**
     * Returns these settings with another topology.
     *
     * @throws IllegalArgumentException if it is a cluster and the URI has a database other than 0
     */
    public RedisSettings withTopology(Topology topology) {
        return new RedisSettings(uri, timeout, connections, topology);
    }

    /** Returns {@code redis[s]://host:port} of the URI, then of the further addresses. */
    List<String> servers() {
        List<String> more = switch (topology) {
            case Topology.Single single -> List.of();
            case Topology.Cluster cluster -> cluster.more();
            case Topology.Sentinel sentinel -> sentinel.more();
        };
        return Stream.concat(Stream.of(server()), more.stream().map(address -> uri.getScheme() + "://" + address))
                .toList();
    }

    /** Returns the server without the credentials: {@code rediss://host:port/database}. */
    String address() {
        return server() + "/" + database();
    }

    /** Returns {@code redis[s]://host:port}. */
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

    /** Returns {@code user:password}. A login without a colon is a password, as in Redis before 6. */
    private Optional<String> credentials() {
        String login = part(uri, "login");
        return login.isEmpty() ? Optional.empty() : Optional.of(login.contains(":") ? login : ":" + login);
    }

    /** Returns a group of {@link #AUTHORITY}; empty if it is absent. */
    private static String part(URI uri, String name) {
        Matcher authority = AUTHORITY.matcher(authority(uri));
        return authority.matches() ? Objects.requireNonNullElse(authority.group(name), "") : "";
    }

    private static String authority(URI uri) {
        return Objects.requireNonNullElse(uri.getRawAuthority(), "");
    }

    private static String decoded(String raw) {
        // A plus sign is a space in a query only, not in the authority.
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
