package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.TransferDatabases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
            "It does not have what was written to the target of the transfer since then. Services that are connected to it"
                    + " begin to work at once."
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

    @Option(
            names = "--tenant",
            paramLabel = "HOTEL",
            description = "Only this hotel, which a transfer of single hotels froze. May be repeated.")
    private List<String> tenants = new ArrayList<>();

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
        List<String> frozen = TransferDatabases.frozenHotels(source.connections());
        boolean thawed = TransferDatabases.thaw(source.connections(), tenants);
        spec.commandLine()
                .getOut()
                .println(
                        thawed
                                ? words(frozen)
                                : (tenants.isEmpty() ? "The database" : String.join(", ", tenants))
                                        + " was not frozen by a transfer.");
        return ExitCode.OK;
    }

    /** @param frozen the hotels that were frozen by themselves */
    private String words(List<String> frozen) {
        if (!tenants.isEmpty()) {
            return String.join(", ", tenants) + " takes writes again.";
        }
        return "The database takes writes again. Its services begin to work at once."
                + (frozen.isEmpty()
                        ? ""
                        : " So do these hotels, which were moved by themselves: " + String.join(", ", frozen));
    }
}
