package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.Changelog;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Roll back change sets, newest first. Their tables are dropped, with the data.",
        footer = {"", "Example: conserje db rollback --to 0004_add_dlq"})
final class DbRollback extends DatabaseWork {

    /** Which change sets are rolled back. */
    static final class Extent {
        @Option(
                names = "--to",
                paramLabel = "ID",
                required = true,
                description = "Roll back every change set after this one.")
        @Nullable
        String to;

        @Option(names = "--all", required = true, description = "Roll back every change set.")
        boolean all;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Extent extent;

    @Option(names = "--yes", description = "Required outside development, because data is lost.")
    private boolean yes;

    DbRollback(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (!settings.environment().isDevelopment() && !yes) {
            throw new UsageException("This drops tables, with the data. Outside development it needs --yes.");
        }
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        List<String> back = rollBack(new Changelog(database.owner()));
        back.forEach(id -> out.println("Rolled back " + id));
        out.println(back.isEmpty() ? "Nothing to roll back." : "Done.");
        return ExitCode.OK;
    }

    private List<String> rollBack(Changelog changelog) {
        if (extent.to == null) {
            return changelog.rollbackAll();
        }
        try {
            return changelog.rollbackTo(extent.to);
        } catch (IllegalArgumentException unknown) {
            throw new UsageException(String.valueOf(unknown.getMessage()));
        }
    }
}
