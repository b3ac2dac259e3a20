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
        description = "Take change sets back, the last first. The tables they made go, with what is in them.",
        footer = {"", "Example: conserje db rollback --to 0004_add_dlq"})
final class DbRollback extends DatabaseWork {

    /** How far. */
    static final class Extent {
        @Option(
                names = "--to",
                paramLabel = "ID",
                required = true,
                description = "Take back what came after this change set.")
        @Nullable
        String to;

        @Option(names = "--all", required = true, description = "Take back everything.")
        boolean all;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Extent extent;

    @Option(names = "--yes", description = "Required outside development: the data is gone afterwards.")
    private boolean yes;

    DbRollback(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        if (!settings.environment().isDevelopment() && !yes) {
            throw new UsageException(
                    "This takes tables away, and what is in them. Say --yes to do it outside development.");
        }
        return this::on;
    }

    private int on(Database database, PrintWriter out) {
        List<String> back = takeBack(new Changelog(database.owner()));
        back.forEach(id -> out.println("Took back " + id));
        out.println(back.isEmpty() ? "Nothing to take back." : "Done.");
        return ExitCode.OK;
    }

    private List<String> takeBack(Changelog changelog) {
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
