package io.conserje.db.transfer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * The state of a database that was read.
 *
 * @param serverVersion as the server spells it
 * @param at by the server's clock
 * @param transactions the transactions that were visible, as {@code pg_current_snapshot()} spells them
 */
public record Snapshot(String serverVersion, Instant at, String transactions) {

    /** Asks for it by the first query of a transaction: what that one sees is what every later one sees. */
    static Snapshot of(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery("select current_setting('server_version'),"
                        + " statement_timestamp(), pg_current_snapshot()::text")) {
            row.next();
            return new Snapshot(row.getString(1), row.getTimestamp(2).toInstant(), row.getString(3));
        }
    }
}
