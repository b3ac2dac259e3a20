package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.TransferDatabases;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conserje db thaw}. */
@Command(
        name = "thaw",
        mixinStandardHelpOptions = true,
        description = {
            "Let a database take writes again that a transfer froze.",
            "It does not have what was written to the target of the transfer since then."
        },
        footer = {"", "Example: conserje db thaw --from env:LOCAL_URL"})
final class DbThaw implements Callable<Integer> {

    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL",
            description = "The source of the transfer: a URL, env:NAME for the variable that holds it, or file:PATH.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String from;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    private final Outside outside;

    DbThaw(Outside outside) {
        this.outside = outside;
    }

    @Override
    public Integer call() throws SQLException {
        DatabaseEnd source = DatabaseEnd.read(
                        "--from", from, outside, spec.commandLine().getErr())
                .inSession("--from");
        boolean thawed = TransferDatabases.thaw(source.connections());
        spec.commandLine()
                .getOut()
                .println(thawed ? "The database takes writes again." : "The database was not frozen by a transfer.");
        return ExitCode.OK;
    }
}
