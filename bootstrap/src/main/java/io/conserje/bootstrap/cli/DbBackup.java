package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.transfer.Backup;
import io.conserje.db.transfer.BackupDatabase;
import io.conserje.db.transfer.BackupListener;
import io.conserje.db.transfer.BackupPlace;
import io.conserje.db.transfer.BackupRecords;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conserje db backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Write the rows of all hotels, or of some, into one file. The service may run: the file holds one moment.",
            "Only you may read the file. It is never written over another, and has its name only when it is complete."
                    + " It does not hold what is in Redis.",
            "Needs a login that sees every row (MIGRATIONS_DB_URL): superuser or BYPASSRLS, such as the owner postgres."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file is complete",
            "1:it could not be written, or old backups could not be removed",
            "2:an option is wrong",
            "3:the database cannot be reached"
        },
        footer = {
            "",
            "Example: conserje db backup /var/backups/conserje --keep 14",
            "         conserje db backup before-upgrade-{date}.zip",
            "         conserje db backup hotel-sur.zip --tenant hotel-sur"
        })
final class DbBackup extends DatabaseWork {

    @Parameters(
            paramLabel = "FILE",
            description = "A file, or a folder for conserje-{date}-{time}.zip. {date} and {time} in the name are those"
                    + " of now, in UTC.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Then remove all but the newest N backups with such a name. Only files that the database has"
                    + " recorded for the same hotels are removed.")
    private @Nullable Integer keep;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private BackupOptions options;

    DbBackup(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        List<String> hotels = options.hotels();
        BackupPlace place = BackupPlace.of(file);
        checkKeep(place);
        return (database, out) -> {
            DataSource owner = database.owner();
            Backup backup = write(owner, place.at(Instant.now()), hotels);
            if (!options.json) {
                print(backup, out);
            }
            List<Path> removed = remove(owner, place, backup);
            if (options.json) {
                out.println(Json.of(asMap(backup, removed)));
            } else {
                removed.forEach(old -> out.println("Removed " + old));
            }
            return ExitCode.OK;
        };
    }

    private void checkKeep(BackupPlace place) {
        if (keep != null && keep < 1) {
            throw new UsageException("--keep: it must be 1 or more, not " + keep);
        }
        if (keep != null && !place.isDated()) {
            throw new UsageException("--keep: " + file + " is one file, and a backup is never written over one."
                    + " Give a folder that exists, or a name with {date}.");
        }
    }

    private Backup write(DataSource owner, Path to, List<String> hotels) throws SQLException {
        if (options.json) {
            return new BackupDatabase(owner, BackupListener.NONE).write(to, hotels);
        }
        try (BackupProgress progress = new BackupProgress(err())) {
            return new BackupDatabase(owner, progress).write(to, hotels);
        }
    }

    private void print(Backup backup, PrintWriter out) {
        out.println("Wrote " + backup.file() + ": "
                + BackupText.count(backup.contents().hotels().size(), "hotel") + ", "
                + BackupText.count(backup.contents().rows(), "row") + ", " + BackupText.size(backup.bytes())
                + ", as of " + backup.contents().takenAt());
        out.println("SHA-256 " + backup.sha256());
    }

    /** A backup that is not recorded cannot be counted among those that stay. */
    private List<Path> remove(DataSource owner, BackupPlace place, Backup backup) throws SQLException {
        if (backup.notRecorded() != null) {
            err().println("The backup is complete. The database has no record of it: " + backup.notRecorded() + ".");
            return List.of();
        }
        return keep == null ? List.of() : place.removeAllBut(keep, new BackupRecords(owner).all(), backup);
    }

    private static Map<String, @Nullable Object> asMap(Backup backup, List<Path> removed) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("file", backup.file());
        map.put("bytes", backup.bytes());
        map.put("sha256", backup.sha256());
        map.put("takenAt", backup.contents().takenAt());
        map.put("allHotels", backup.contents().allHotels());
        map.put("hotels", backup.contents().hotels());
        map.put("rows", backup.contents().rows());
        map.put("tables", BackupText.tables(backup.contents()));
        map.put("notRecorded", backup.notRecorded());
        map.put("removed", removed.stream().map(Path::toString).toList());
        return map;
    }
}
