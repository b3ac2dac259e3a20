package io.conserje.db.transfer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was written.
 *
 * @param bytes the size of the file
 * @param sha256 of the whole file, as {@code sha256sum} prints it
 * @param notRecorded why the database has no record of it; null if it has
 */
public record Backup(
        Path file,
        long bytes,
        String sha256,
        BackupManifest contents,
        @Nullable String notRecorded) {}
