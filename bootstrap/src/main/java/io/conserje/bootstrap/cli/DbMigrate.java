package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Durations;
import io.conserje.bootstrap.config.Settings;
import io.conserje.db.ChangeSetState;
import io.conserje.db.Changelog;
import io.conserje.db.Loss;
import io.conserje.db.MigrationListener;
import io.conserje.db.UpdateTerms;
import io.conserje.db.transfer.Backup;
import io.conserje.db.transfer.BackupDatabase;
import io.conserje.db.transfer.BackupPlace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db migrate}. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Apply the missing change sets, with the owner's login (MIGRATIONS_DB_URL).",
            "The service may run: a change set waits at most 2 s for the lock of a table, and is tried ten times."
                    + " It is refused while processes are alive that are too old for it.",
            "Outside development, a change set that deletes data of hotels needs --backup or --no-backup."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the database has every change set",
            "1:a change set was refused or failed; those before it stay",
            "2:an option is wrong, or one of --backup and --no-backup is missing",
            "3:the database cannot be reached"
        },
        footer = {
            "",
            "Example: conserje db migrate",
            "         conserje db migrate --wait 5m --backup before-upgrade-{date}.zip",
            "         conserje db migrate --sql > changes.sql"
        })
final class DbMigrate extends DatabaseWork {

    private static final Duration MAX_WAIT = Duration.ofDays(1);

    /** What is done about data that a change set deletes. */
    static final class Precaution {
        @Option(
                names = "--backup",
                paramLabel = "FILE",
                required = true,
                description =
                        "First back all hotels up into this file or folder, as conserje db backup does. This begins when"
                                + " no older process is left to wait for.")
        @Nullable
        Path file;

        @Option(
                names = "--no-backup",
                required = true,
                description = "Apply change sets that delete data of hotels without a backup.")
        boolean none;
    }

    @Option(names = "--sql", description = "Write the SQL, and change nothing.")
    private boolean sql;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "Wait until processes that are too old have ended, such as 5m, at most 1d (default: do not"
                    + " wait).")
    private @Nullable String wait;

    @Option(names = "--force", description = "Go on although processes are alive that are too old. They stop serving.")
    private boolean force;

    @ArgGroup
    private @Nullable Precaution precaution;

    private final BiFunction<DataSource, MigrationListener, Changelog> changelogs;

    DbMigrate(Outside outside) {
        this(outside, Changelog::new);
    }

    DbMigrate(Outside outside, BiFunction<DataSource, MigrationListener, Changelog> changelogs) {
        super(outside);
        this.changelogs = changelogs;
    }

    @Override
    Work work(Settings settings) {
        UpdateTerms terms =
                new UpdateTerms(wait == null ? Duration.ZERO : Usage.of("--wait", wait, DbMigrate::duration), force);
        boolean development = settings.environment().isDevelopment();
        return (database, out) -> {
            DataSource owner = database.owner();
            Changelog changelog = changelogs.apply(owner, new MigrationReport(out, err()));
            if (sql) {
                changelog.updateSql(out);
                out.flush();
                return ExitCode.OK;
            }
            List<String> applied = changelog.update(terms, preparation(changelog, owner, development, out));
            out.println(applied.isEmpty() ? "Nothing to apply: the database has every change set." : "Done.");
            return ExitCode.OK;
        };
    }

    private static Duration duration(String text) {
        Duration duration = Durations.parse(text);
        if (duration.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("it must be at most 1d, not \"" + text + "\"");
        }
        return duration;
    }

    /**
     * Says what matters before change sets are applied.
     *
     * @return what else is to be done, once they can be applied
     */
    private Changelog.Preparation preparation(
            Changelog changelog, DataSource owner, boolean development, PrintWriter out) {
        List<ChangeSetState> states = changelog.status();
        List<ChangeSetState> missing =
                states.stream().filter(state -> !state.applied()).toList();
        boolean isNew = missing.size() == states.size();
        if (missing.isEmpty() || isNew) {
            return () -> {};
        }
        if (!development) {
            err().println(UpgradeText.lastBackup(changelog.upgradeState().lastBackup(), Instant.now()));
        }
        List<ChangeSetState> losing =
                missing.stream().filter(ChangeSetState::losesData).toList();
        if (!losing.isEmpty() && !development && precaution == null) {
            throw new UsageException(refusal(losing, changelog.lossesOfUpdate()));
        }
        @Nullable Path file = precaution == null ? null : precaution.file;
        return file == null ? () -> {} : () -> backUp(owner, file, out);
    }

    private static String refusal(List<ChangeSetState> losing, List<Loss> losses) {
        String ids = losing.stream().map(ChangeSetState::id).collect(Collectors.joining(", "));
        return losses.stream()
                .map(loss -> "\n  " + loss.describe())
                .collect(Collectors.joining(
                        "",
                        "Nothing was applied. " + ids + " deletes data:",
                        "\nOutside development this needs --backup FILE or --no-backup."));
    }

    private void backUp(DataSource owner, Path file, PrintWriter out) throws SQLException {
        try (BackupProgress progress = new BackupProgress(err())) {
            Backup backup = new BackupDatabase(owner, progress)
                    .write(BackupPlace.of(file).at(Instant.now()), List.of());
            out.println("Wrote " + backup.file() + ", as of "
                    + backup.contents().takenAt() + ". SHA-256 " + backup.sha256());
        }
    }
}
