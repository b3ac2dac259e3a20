package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the facts that matter before an upgrade. The tables may not exist yet. */
final class UpgradeStates {

    private UpgradeStates() {}

    static UpgradeState read(Connection owner) throws SQLException {
        boolean hasEpoch = Sql.exists(owner, "schema_epoch");
        return new UpgradeState(
                hasEpoch ? number(owner, "select epoch from conserje.schema_epoch") : null,
                hasEpoch ? number(owner, "select oldest_process from conserje.schema_epoch") : null,
                new MigrationLock(owner).holder().orElse(null),
                new Processes(owner).live(),
                closures(owner),
                lastBackup(owner));
    }

    private static List<ClosedPart> closures(Connection owner) throws SQLException {
        if (!Sql.exists(owner, "closures")) {
            return List.of();
        }
        return Sql.queryAsSystem(
                owner,
                "select nullif(scope, '*'), kind, reason, since from conserje.closures order by scope",
                row -> new ClosedPart(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
    }

    private static @Nullable Integer number(Connection owner, String sql) throws SQLException {
        List<Integer> found = Sql.queryAsSystem(owner, sql, row -> row.getInt(1));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static @Nullable Instant lastBackup(Connection owner) throws SQLException {
        if (!Sql.exists(owner, "backups")) {
            return null;
        }
        List<OffsetDateTime> found = Sql.queryAsSystem(
                owner,
                "select taken_at from conserje.backups where hotels is null order by taken_at desc limit 1",
                row -> row.getObject(1, OffsetDateTime.class));
        return found.isEmpty() ? null : found.getFirst().toInstant();
    }
}
