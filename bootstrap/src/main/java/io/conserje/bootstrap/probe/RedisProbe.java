package io.conserje.bootstrap.probe;

import io.conserje.bootstrap.config.RedisUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a Redis server. */
@FunctionalInterface
public interface RedisProbe {

    /**
     * The result.
     *
     * @param evictionPolicy {@code maxmemory-policy}, or null if the provider does not show it
     */
    record Report(String version, @Nullable String evictionPolicy) {}

    /** Uses one connection, without retries; waits at most 5 s for each answer. */
    RedisProbe DIRECT = url -> {
        try (RedisConnection connection = RedisConnection.open(url, Duration.ofSeconds(5))) {
            connection.command("PING");
            String info = connection.command("INFO");
            return new Report(
                    field(info, "redis_version").orElse("unknown"),
                    field(info, "maxmemory_policy").orElse(null));
        }
    };

    /** @throws IOException if the server cannot be reached or refuses the login; see {@link Trouble} */
    Report probe(RedisUrl url) throws IOException;

    private static Optional<String> field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
