package io.conserje.db.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where backups go: a file, a file whose name has {@code {date}} or {@code {time}}, or a folder, in which the names are
 * {@code conserje-{date}-{time}.zip}. Both are in UTC. Immutable.
 */
public final class BackupPlace {

    private static final String DATE = "{date}";
    private static final String TIME = "{time}";
    private static final String IN_A_FOLDER = "conserje-" + DATE + "-" + TIME + ".zip";
    private static final DateTimeFormatter DATES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIMES =
            DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final @Nullable Path folder;
    private final String name;

    private BackupPlace(@Nullable Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Reads what a person wrote. */
    public static BackupPlace of(Path written) {
        return Files.isDirectory(written)
                ? new BackupPlace(written, IN_A_FOLDER)
                : new BackupPlace(written.getParent(), String.valueOf(written.getFileName()));
    }

    /** Whether the names differ from day to day. */
    public boolean isDated() {
        return name.contains(DATE);
    }

    /** The file of a backup that begins at this moment. */
    public Path at(Instant moment) {
        return resolve(name.replace(DATE, DATES.format(moment)).replace(TIME, TIMES.format(moment)));
    }

    private Path resolve(String file) {
        return folder == null ? Path.of(file) : folder.resolve(file);
    }

    /**
     * Removes the oldest backups. A file is removed only if its name fits this place, and its name, size and SHA-256
     * are recorded for a backup of the same hotels. All other files stay.
     *
     * @param keep how many of these backups stay, at least 1
     * @param records of the database, the newest first
     * @param like a backup of the same hotels
     * @return the files that were removed
     * @throws BackupException if a file cannot be read or removed
     */
    public List<Path> removeAllBut(int keep, List<BackupRecord> records, Backup like) {
        List<String> hotels =
                like.contents().allHotels() ? List.of() : like.contents().hotels();
        List<Path> ours = new ArrayList<>();
        try {
            List<Path> present = files();
            for (BackupRecord record : records) {
                if (record.hotels().equals(hotels)) {
                    find(record, present).filter(file -> !ours.contains(file)).ifPresent(ours::add);
                }
            }
            List<Path> removed = new ArrayList<>();
            for (Path file : ours.subList(Math.min(keep, ours.size()), ours.size())) {
                if (isRecorded(file, records)) {
                    Files.delete(file);
                    removed.add(file);
                }
            }
            return removed;
        } catch (IOException failed) {
            throw new BackupException(
                    "Old backups cannot be removed: " + failed.getMessage()
                            + ". The new one is complete. Remove old ones by hand.",
                    failed);
        }
    }

    private List<Path> files() throws IOException {
        Pattern fitting = Pattern.compile(("\\Q" + name + "\\E")
                .replace(DATE, "\\E\\d{4}-\\d{2}-\\d{2}\\Q")
                .replace(TIME, "\\E\\d{6}\\Q"));
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder == null ? Path.of("") : folder)) {
            for (Path file : all) {
                if (fitting.matcher(String.valueOf(file.getFileName())).matches()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /** By name and size. The hash of a file is computed only before it is removed. */
    private static Optional<Path> find(BackupRecord record, List<Path> present) throws IOException {
        for (Path file : present) {
            if (String.valueOf(file.getFileName()).equals(record.fileName()) && Files.size(file) == record.bytes()) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static boolean isRecorded(Path file, List<BackupRecord> records) throws IOException {
        String sha256 = sha256(file);
        return records.stream()
                .anyMatch(record ->
                        record.sha256().equals(sha256) && record.fileName().equals(String.valueOf(file.getFileName())));
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = RowSum.sha256();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
