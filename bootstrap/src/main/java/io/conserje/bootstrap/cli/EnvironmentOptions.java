package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.EnvFile;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.RunningService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a file of settings. */
final class EnvironmentOptions {

    private static final String POSTGRES_URL = "POSTGRES_URL";

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Also read settings from this file (default: none). The environment takes precedence.")
    @Nullable
    Path file;

    /** The settings of the environment and of the file. */
    Settings settings(Outside outside) {
        Map<String, String> environment = outside.environment();
        return file == null
                ? Settings.from(environment)
                : EnvFile.read(file, environment).settings();
    }

    /**
     * The settings for a command: those of the environment and of the file, and what they leave out from a running
     * service, if its servers are embedded.
     */
    Settings settingsBesideService(Outside outside) {
        Settings explicit = settings(outside);
        return RunningService.find(outside.home())
                .filter(running -> completes(running, explicit))
                .map(running -> Settings.from(EnvFile.over(running, values(outside))))
                .orElse(explicit);
    }

    /** A database that is set explicitly is not mixed with the Redis server of a service on another database. */
    private static boolean completes(Map<String, String> running, Settings explicit) {
        if (running.containsKey(POSTGRES_URL)) {
            return explicit.needsEmbeddedPostgres() && explicit.postgres().migrations() == null;
        }
        return explicit.needsEmbeddedRedis() && !explicit.needsEmbeddedPostgres();
    }

    private Map<String, String> values(Outside outside) {
        Map<String, String> environment = outside.environment();
        return file == null
                ? environment
                : EnvFile.over(EnvFile.read(file, environment).values(), environment);
    }

    /** A warning for each name in the file that resembles a setting's. */
    List<String> misspelt(Outside outside) {
        return file == null
                ? List.of()
                : EnvFile.read(file, outside.environment()).misspelt();
    }
}
