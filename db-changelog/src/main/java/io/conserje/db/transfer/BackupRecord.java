package io.conserje.db.transfer;

import java.time.Instant;
import java.util.List;

/**
 * A backup as the database remembers it.
 *
 * @param takenAt the moment of the rows in it, by the server's clock
 * @param finishedAt when the file was complete, by the server's clock
 * @param fileName without its folder
 * @param bytes the size of the file
 * @param sha256 of the whole file
 * @param hotels those in it; empty if it holds all hotels
 */
public record BackupRecord(
        Instant takenAt,
        Instant finishedAt,
        String fileName,
        long bytes,
        String sha256,
        List<String> hotels,
        long rows) {}
