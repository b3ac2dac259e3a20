package io.conserje.bootstrap.probe;

import io.conserje.bootstrap.config.RedisUrl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a Redis server. */
@FunctionalInterface
public interface RedisProbe {

    /**
     * The result.
     *
     * @param version null if the user may not see it
     * @param role {@code master} or {@code replica}; null if the provider does not show it
     * @param evictionPolicy {@code maxmemory-policy}; null if the provider does not show it
     * @param tls the protocol and cipher suite; null without TLS
     * @param roundTrip the median of several
     * @param ahead by how much the server's clock is ahead of this machine's, negative if it is behind; null if the
     *     user may not see it
     * @param scripts whether the user may run scripts, which sessions and locks need
     */
    record Report(
            @Nullable String version,
            @Nullable String role,
            @Nullable String evictionPolicy,
            @Nullable String tls,
            Duration roundTrip,
            @Nullable Duration ahead,
            boolean scripts) {}

    /** Uses one connection, without retries; waits at most 5 s for each answer. */
    RedisProbe DIRECT = url -> {
        try (RedisConnection connection = RedisConnection.open(url, Duration.ofSeconds(5))) {
            connection.command("PING");
            String info = permitted(connection, "INFO").orElse("");
            boolean tellsTime = permitted(connection, "TIME").isPresent();
            Samples samples = Samples.take(() -> tellsTime ? time(connection) : untimed(connection));
            return new Report(
                    field(info, "redis_version").orElse(null),
                    field(info, "role")
                            .map(role -> role.equals("slave") ? "replica" : role)
                            .orElse(null),
                    field(info, "maxmemory_policy")
                            .or(() -> configured(connection, "maxmemory-policy"))
                            .orElse(null),
                    connection.tls(),
                    samples.roundTrip(),
                    tellsTime ? samples.ahead() : null,
                    permitted(connection, "EVAL", "return 1", "0").isPresent());
        }
    };

    /** @throws IOException if the server cannot be reached or refuses the login; see {@link Trouble} */
    Report probe(RedisUrl url) throws IOException;

    private static Instant time(RedisConnection connection) throws IOException {
        String[] time = connection.command("TIME").split("\n", -1);
        return Instant.ofEpochSecond(Long.parseLong(time[0]), Long.parseLong(time[1]) * 1000);
    }

    private static Instant untimed(RedisConnection connection) throws IOException {
        connection.command("PING");
        return Instant.now();
    }

    /** The answer; empty if the server refuses the command, which a provider or a user's rules may do. */
    private static Optional<String> permitted(RedisConnection connection, String... words) throws IOException {
        try {
            return Optional.of(connection.command(words));
        } catch (RedisConnection.RefusedException refused) {
            return Optional.empty();
        }
    }

    private static Optional<String> configured(RedisConnection connection, String name) {
        try {
            return permitted(connection, "CONFIG", "GET", name)
                    .map(answer -> answer.substring(answer.indexOf('\n') + 1))
                    .filter(value -> !value.isBlank());
        } catch (IOException lost) {
            return Optional.empty();
        }
    }

    private static Optional<String> field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
