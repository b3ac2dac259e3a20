package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.ChangeSetState;
import io.conserje.db.Changelog;
import io.conserje.db.Loss;
import io.conserje.db.ServiceProcess;
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
        description = {
            "Roll back change sets, newest first. Their tables and columns are dropped, with the data.",
            "It says what would be lost now, and asks. A script gives --yes."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the change sets are rolled back",
            "1:a change set could not be rolled back, or the answer was no",
            "2:an option is wrong, or there is no terminal to ask at and no --yes",
            "3:the database cannot be reached"
        },
        footer = {"", "Example: conserje db rollback --to 0004_add_dlq"})
final class DbRollback extends DatabaseWork {

    private static final String CONSENT = "roll back";

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

    @Option(
            names = "--yes",
            description =
                    "Do not ask. Required without a terminal, if data would be lost, a process is alive, or outside development.")
    private boolean yes;

    private final Outside outside;

    DbRollback(Outside outside) {
        super(outside);
        this.outside = outside;
    }

    @Override
    Work work(Settings settings) {
        boolean development = settings.environment().isDevelopment();
        return (database, out) -> on(new Changelog(database.owner()), development, out);
    }

    private int on(Changelog changelog, boolean development, PrintWriter out) {
        List<Loss> losses = losses(changelog);
        if (changelog.status().stream().anyMatch(ChangeSetState::applied)
                && !isAllowed(changelog, losses, development)) {
            err().println("Nothing was rolled back.");
            return ExitCode.CHECK_FAILED;
        }
        List<String> back = extent.to == null ? changelog.rollbackAll() : changelog.rollbackTo(extent.to);
        back.forEach(id -> out.println("Rolled back " + id));
        out.println(back.isEmpty() ? "Nothing to roll back." : "Done.");
        return ExitCode.OK;
    }

    private List<Loss> losses(Changelog changelog) {
        try {
            return changelog.lossesOfRollback(extent.to).stream()
                    .filter(Loss::isReal)
                    .toList();
        } catch (IllegalArgumentException unknown) {
            throw new UsageException(String.valueOf(unknown.getMessage()));
        }
    }

    private boolean isAllowed(Changelog changelog, List<Loss> losses, boolean development) {
        List<ServiceProcess> processes = changelog.upgradeState().processes();
        String consequences = consequences(losses, processes);
        if (yes || (development && losses.isEmpty() && processes.isEmpty())) {
            err().print(consequences);
            err().flush();
            return true;
        }
        return outside.prompt()
                .ask(consequences + "Type \"" + CONSENT + "\" to go on: ")
                .map(CONSENT::equals)
                .orElseThrow(() -> new UsageException(consequences
                        + "Nothing was rolled back. There is no terminal to ask at: give --yes to go on. To keep the"
                        + " data: conserje db backup FILE"));
    }

    private static String consequences(List<Loss> losses, List<ServiceProcess> processes) {
        StringBuilder words = new StringBuilder();
        if (!losses.isEmpty()) {
            words.append("This deletes, as of now:\n");
            losses.forEach(loss -> words.append("  ").append(loss.describe()).append('\n'));
        }
        if (!processes.isEmpty()) {
            words.append("These processes are alive and may use what is dropped. Stop them first:\n");
            processes.forEach(
                    process -> words.append("  ").append(process.describe()).append('\n'));
        }
        return words.toString();
    }
}
