package io.conserje.db;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts that matter before change sets are applied to a database.
 *
 * @param epoch the epoch of the schema; null before the schema has one
 * @param oldestProcess the lowest epoch of a process that may serve; null before the schema has one
 * @param lock the migration that holds the lock or left it behind; null if it is free
 * @param processes the live processes of the service, the latest first
 * @param closures what is closed: the whole database, or hotels
 * @param lastBackup the moment that the last backup of all hotels holds; null if none is recorded
 */
public record UpgradeState(
        @Nullable Integer epoch,
        @Nullable Integer oldestProcess,
        @Nullable LockHolder lock,
        List<ServiceProcess> processes,
        List<ClosedPart> closures,
        @Nullable Instant lastBackup) {

    public UpgradeState {
        processes = List.copyOf(processes);
        closures = List.copyOf(closures);
    }
}
