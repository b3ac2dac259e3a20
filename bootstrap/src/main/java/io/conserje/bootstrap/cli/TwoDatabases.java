package io.conserje.bootstrap.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The two databases that a command reads or moves rows between. */
final class TwoDatabases {

    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL",
            description = "The first database: a URL, env:NAME for the variable that holds it, or file:PATH.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String from;

    @Option(names = "--to", required = true, paramLabel = "URL", description = "The second database, likewise.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String to;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    DatabaseEnd from(Outside outside) {
        return end("--from", from, outside);
    }

    DatabaseEnd to(Outside outside) {
        return end("--to", to, outside);
    }

    private DatabaseEnd end(String option, String written, Outside outside) {
        return DatabaseEnd.read(option, written, outside, spec.commandLine().getErr());
    }
}
