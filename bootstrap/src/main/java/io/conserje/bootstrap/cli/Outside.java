package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.probe.RedisProbe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The surroundings of the commands.
 *
 * @param environment the environment variables
 * @param home the directory with the data of embedded servers
 * @param prompt asks the person at the terminal
 */
public record Outside(Map<String, String> environment, Path home, RedisProbe redis, Prompt prompt) {

    public Outside {
        environment = Map.copyOf(environment);
    }

    /** Surroundings without a terminal. */
    Outside(Map<String, String> environment, Path home, RedisProbe redis) {
        this(environment, home, redis, Prompt.NOBODY);
    }

    /** This process's. The launcher says where the home is; without it, {@code .conserje} in the working directory. */
    public static Outside real() {
        return new Outside(
                System.getenv(),
                Path.of(System.getProperty("conserje.home", ".conserje")),
                RedisProbe.DIRECT,
                Prompt::atTerminal);
    }

    /** The same with one more environment variable. */
    Outside with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Outside(more, home, redis, prompt);
    }
}
