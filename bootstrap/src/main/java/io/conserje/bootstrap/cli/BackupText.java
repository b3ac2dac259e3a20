package io.conserje.bootstrap.cli;

import io.conserje.db.transfer.BackupManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Words and JSON that the commands about backups share. */
final class BackupText {

    private static final long KIB = 1024;

    private BackupText() {}

    static String size(long bytes) {
        return bytes < KIB * KIB
                ? (bytes + KIB - 1) / KIB + " KB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (KIB * KIB));
    }

    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** The hotels of a backup by name if they are few; empty means all. */
    static String scope(List<String> hotels) {
        if (hotels.isEmpty()) {
            return "all hotels";
        }
        return hotels.size() <= 3 ? String.join(", ", hotels) : hotels.size() + " hotels";
    }

    static List<Map<String, Object>> tables(BackupManifest contents) {
        return contents.parts().stream().map(BackupText::table).toList();
    }

    private static Map<String, Object> table(BackupManifest.Part part) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", part.table());
        map.put("rows", part.rows());
        map.put("checksum", part.checksum());
        return map;
    }
}
