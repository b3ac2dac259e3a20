package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.EnvFile;
import io.conserje.bootstrap.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command has its settings from. */
final class EnvironmentOptions {

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Read settings from this file as well; what the environment sets wins.")
    @Nullable
    Path file;

    /** The settings of the file under those of the environment. */
    Settings settings(Outside outside) {
        Map<String, String> environment = outside.environment();
        return file == null
                ? Settings.from(environment)
                : EnvFile.read(file, environment).settings();
    }

    /** Names in the file that look like slips of the pen. */
    List<String> misspelt(Outside outside) {
        return file == null
                ? List.of()
                : EnvFile.read(file, outside.environment()).misspelt();
    }
}
