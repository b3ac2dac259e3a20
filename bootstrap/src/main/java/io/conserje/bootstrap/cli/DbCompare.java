package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.CompareDatabases;
import io.conserje.db.transfer.Comparison;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conserje db compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Compare every row of two databases, and name the table, the range and the keys that differ.",
            "Each side is read in one transaction, so both databases may be in use. Nothing is written. Both logins must see"
                    + " every row: superuser or BYPASSRLS, such as the owner postgres."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:both databases hold the same rows",
            "1:they differ, or cannot be compared",
            "2:an option is wrong",
            "3:a database cannot be reached"
        },
        footer = {"", "Example: conserje db compare --from env:LOCAL_URL --to env:SUPABASE_URL"})
final class DbCompare implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private TwoDatabases databases;

    @Option(
            names = "--tenant",
            paramLabel = "HOTEL",
            description = "Compare the rows of this hotel only. May be repeated.")
    private List<String> tenants = new ArrayList<>();

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    private final Outside outside;

    DbCompare(Outside outside) {
        this.outside = outside;
    }

    @Override
    public Integer call() throws SQLException {
        DatabaseEnd source = databases.from(outside).inSession("--from");
        DatabaseEnd target = databases.to(outside).inSession("--to");
        PrintWriter out = spec.commandLine().getOut();
        Comparison comparison = new CompareDatabases(source.connections(), target.connections(), tenants)
                .compare(table -> {
                    if (!json) {
                        ComparisonText.print(table, out);
                    }
                });
        if (json) {
            out.println(Json.of(ComparisonText.asMap(comparison)));
        } else {
            ComparisonText.print(comparison, out);
        }
        return comparison.isEqual() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
}
