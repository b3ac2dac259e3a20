package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.EnvFile;
import io.conserje.bootstrap.config.NotRead;
import io.conserje.bootstrap.config.Problem;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** The names that are set and not read, with the reason. */
    List<NotRead> notRead(Outside outside) {
        return NotRead.among(values(outside).entrySet().stream()
                .filter(entry -> !entry.getValue().isBlank())
                .map(Map.Entry::getKey)
                .toList());
    }

    /** A warning for each name in the file that resembles a setting's, and for a file that everybody can read. */
    List<String> warnings(Outside outside) {
        if (file == null) {
            return List.of();
        }
        List<String> warnings =
                new ArrayList<>(EnvFile.read(file, outside.environment()).misspelt());
        if (isReadByAll(file)) {
            warnings.add(file + " can be read by every user of this machine. Better: chmod 600 " + file);
        }
        return warnings;
    }

    private static boolean isReadByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** A problem for each env file that git tracks, around the file or, without one, the working directory. */
    List<Problem> tracked() {
        Path absolute = (file == null ? Path.of(".env") : file).toAbsolutePath();
        return new GitFiles()
                        .tracked(
                                Objects.requireNonNullElse(absolute.getParent(), absolute),
                                String.valueOf(absolute.getFileName()))
                        .stream()
                        .map(path -> new Problem(
                                path,
                                "tracked by git",
                                "everybody who gets the repository gets its secrets: take it out, add it to"
                                        + " .gitignore, and change the secrets, because the history keeps them",
                                "git rm --cached " + path))
                        .toList();
    }
}
