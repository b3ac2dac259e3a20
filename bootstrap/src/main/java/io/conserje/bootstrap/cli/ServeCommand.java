package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.Service;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.RunningService;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code conserje serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serve the webhook, the admin API, health and metrics until stopped (Ctrl-C, SIGTERM).",
            "In development, a server is embedded for each URL that is not set; its data is kept under .conserje/."
        },
        footer = {"", "Example: conserje serve --env-file .env.supabase"})
final class ServeCommand extends Serving {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private EnvironmentOptions options;

    ServeCommand(Outside outside) {
        super(outside);
    }

    @Override
    Settings settings(Outside from) {
        return options.settings(from);
    }

    @Override
    List<String> warnings(Settings settings, Outside from) {
        return Stream.concat(options.warnings(from).stream(), settings.warnings().stream())
                .toList();
    }

    @Override
    void serving(Service service, String url, @Nullable RunningService running, PrintWriter out) {
        if (running != null) {
            out.println("In a second terminal, commands use its servers. Its addresses and its admin token are in "
                    + running.file() + ".");
            out.flush();
        }
    }
}
