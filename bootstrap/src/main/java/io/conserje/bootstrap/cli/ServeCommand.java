package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.Service;
import io.conserje.bootstrap.config.Settings;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code conserje serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serve the webhook, health and metrics until stopped (Ctrl-C, SIGTERM).",
            "In development, servers that no URL names are embedded, their data kept under .conserje/."
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
    Settings settings() {
        return options.settings(outside());
    }

    @Override
    void serving(Service service, Settings settings, PrintWriter out) {
        // It serves: that is all.
    }
}
