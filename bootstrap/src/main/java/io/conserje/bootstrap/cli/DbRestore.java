package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.transfer.BackupListener;
import io.conserje.db.transfer.RestoreDatabase;
import io.conserje.db.transfer.Restored;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code conserje db restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Write the hotels of a backup into a database that does not have them, and prove that they are equal.",
            "The file is checked as a whole first. One transaction writes everything: if anything fails, no row is left."
                    + " Other hotels of the database may work meanwhile.",
            "A service that runs on the database handles the messages that were pending when the backup was taken.",
            "Needs the owner's login (MIGRATIONS_DB_URL): superuser or BYPASSRLS, such as postgres."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the hotels are restored, and equal to the backup",
            "1:nothing was restored: the file, the schema, or the hotels of the database do not allow it",
            "2:an option is wrong",
            "3:the database cannot be reached"
        },
        footer = {
            "",
            "Example: conserje db restore conserje-2026-11-28-030000.zip",
            "         conserje db restore conserje-2026-11-28-030000.zip --tenant hotel-sur"
        })
final class DbRestore extends DatabaseWork {

    @Parameters(paramLabel = "FILE", description = "A file that db backup wrote.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private BackupOptions options;

    DbRestore(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        List<String> hotels = options.hotels();
        return (database, out) -> {
            Restored restored = restore(database.owner(), hotels);
            if (options.json) {
                out.println(Json.of(asMap(restored)));
            } else {
                print(restored, out);
            }
            return ExitCode.OK;
        };
    }

    private Restored restore(DataSource owner, List<String> hotels) throws SQLException {
        if (options.json) {
            return new RestoreDatabase(owner, BackupListener.NONE).restore(file, hotels);
        }
        try (BackupProgress progress = new BackupProgress(err())) {
            return new RestoreDatabase(owner, progress).restore(file, hotels);
        }
    }

    private static void print(Restored restored, PrintWriter out) {
        out.println("Restored " + BackupText.count(restored.hotels().size(), "hotel") + ", "
                + BackupText.count(restored.rows(), "row") + ", equal to the backup of "
                + restored.backup().takenAt());
        if (restored.pendingMessages() + restored.pendingReplies() > 0) {
            out.println(BackupText.count(restored.pendingMessages(), "message") + " and "
                    + restored.pendingReplies() + (restored.pendingReplies() == 1 ? " reply" : " replies")
                    + " were pending then: the service handles and sends them, also if that was done since.");
        }
    }

    private static Map<String, Object> asMap(Restored restored) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("takenAt", restored.backup().takenAt());
        map.put("hotels", restored.hotels());
        map.put("rows", restored.rows());
        map.put("pendingMessages", restored.pendingMessages());
        map.put("pendingReplies", restored.pendingReplies());
        map.put("tables", BackupText.tables(restored.backup()));
        return map;
    }
}
