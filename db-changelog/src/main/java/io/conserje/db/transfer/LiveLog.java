package io.conserje.db.transfer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The target's memory of the sessions, holds and leases that are kept apart: that they were named when the transfer was
 * begun, that their copy has begun, and how it ended.
 */
final class LiveLog {

    private static final String TABLE = """
            create table if not exists conserje_transfer.live (
              run_id uuid primary key,
              has_begun boolean not null default false,
              kind text,
              sessions bigint not null default 0,
              holds bigint not null default 0,
              leases bigint not null default 0,
              newer bigint not null default 0,
              unfit bigint not null default 0
            )
            """;

    private LiveLog() {}

    /** Remembers that there is something to move, so that no later step leaves it behind unasked. */
    static void remember(Session target, UUID run) throws SQLException {
        target.run(TABLE);
        target.change("insert into conserje_transfer.live (run_id) values (?) on conflict (run_id) do nothing", run);
    }

    static void begin(Session target, UUID run) throws SQLException {
        remember(target, run);
        target.change("update conserje_transfer.live set has_begun = true where run_id = ?", run);
    }

    static void end(Session target, UUID run, LiveMove move) throws SQLException {
        remember(target, run);
        target.change(
                "update conserje_transfer.live set kind = ?, sessions = ?, holds = ?, leases = ?, newer = ?, unfit = ?"
                        + " where run_id = ?",
                move.kind().label(),
                move.counts().sessions(),
                move.counts().holds(),
                move.counts().leases(),
                move.newer(),
                move.unfit(),
                run);
    }

    static boolean isRemembered(Session target, UUID run) throws SQLException {
        return exists(target)
                && target.isTrue("select exists (select from conserje_transfer.live where run_id = ?)", run);
    }

    static boolean hasBegun(Session target, UUID run) throws SQLException {
        return exists(target)
                && target.isTrue(
                        "select exists (select from conserje_transfer.live where run_id = ? and has_begun)", run);
    }

    /** What became of them; empty until then. */
    static Optional<LiveMove> moved(Session target, UUID run) throws SQLException {
        if (!exists(target)) {
            return Optional.empty();
        }
        try (PreparedStatement statement = target.connection()
                .prepareStatement("select kind, sessions, holds, leases, newer, unfit from conserje_transfer.live"
                        + " where run_id = ? and kind is not null")) {
            statement.setObject(1, run);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new LiveMove(
                                LiveMove.Kind.of(row.getString(1)),
                                new LiveCounts(row.getLong(2), row.getLong(3), row.getLong(4)),
                                row.getLong(5),
                                row.getLong(6)))
                        : Optional.empty();
            }
        }
    }

    private static boolean exists(Session target) throws SQLException {
        return target.isTrue("select to_regclass('conserje_transfer.live') is not null");
    }
}
