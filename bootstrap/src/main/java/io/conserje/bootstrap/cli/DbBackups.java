package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.Settings;
import io.conserje.db.transfer.BackupRecord;
import io.conserje.db.transfer.BackupRecords;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code conserje db backups}. */
@Command(
        name = "backups",
        mixinStandardHelpOptions = true,
        description = {
            "List the backups that were taken of this database, newest first.",
            "The files may have been moved or removed since; the database does not know."
        })
final class DbBackups extends DatabaseWork {

    @Option(names = "--json", description = "Write JSON instead of text.")
    private boolean json;

    DbBackups(Outside outside) {
        super(outside);
    }

    @Override
    Work work(Settings settings) {
        return this::on;
    }

    private int on(Database database, PrintWriter out) throws SQLException {
        List<BackupRecord> records = new BackupRecords(database.owner()).all();
        if (json) {
            out.println(Json.of(
                    Map.of("backups", records.stream().map(DbBackups::asMap).toList())));
        } else if (records.isEmpty()) {
            out.println("No backup is recorded. Take one with: ./conserje db backup FILE");
        } else {
            records.forEach(record -> out.println(line(record)));
        }
        return ExitCode.OK;
    }

    private static String line(BackupRecord record) {
        return record.takenAt() + "  " + record.fileName() + "  " + BackupText.size(record.bytes()) + "  "
                + BackupText.count(record.rows(), "row") + "  " + BackupText.scope(record.hotels()) + "  "
                + record.sha256();
    }

    private static Map<String, Object> asMap(BackupRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("takenAt", record.takenAt());
        map.put("finishedAt", record.finishedAt());
        map.put("fileName", record.fileName());
        map.put("bytes", record.bytes());
        map.put("sha256", record.sha256());
        map.put("allHotels", record.hotels().isEmpty());
        map.put("hotels", record.hotels());
        map.put("rows", record.rows());
        return map;
    }
}
