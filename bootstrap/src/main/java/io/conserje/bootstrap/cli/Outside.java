package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.probe.RedisProbe;
import java.nio.file.Path;
import java.util.Map;

/**
 * What commands reach beyond themselves for; the composition root gives them the real thing, tests another.
 *
 * @param environment the environment variables
 * @param home holds the data of embedded servers
 */
public record Outside(Map<String, String> environment, Path home, RedisProbe redis) {

    public Outside {
        environment = Map.copyOf(environment);
    }

    /** The real thing. Embedded servers live where the launcher says, else in {@code .conserje} below the working directory. */
    public static Outside real() {
        return new Outside(
                System.getenv(), Path.of(System.getProperty("conserje.home", ".conserje")), RedisProbe.DIRECT);
    }
}
