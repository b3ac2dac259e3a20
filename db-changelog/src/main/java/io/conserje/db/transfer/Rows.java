package io.conserje.db.transfer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of a range, one after the other: the key and a hash of the whole row. Not thread-safe. */
final class Rows implements AutoCloseable {

    private final PreparedStatement statement;
    private final ResultSet rows;
    private boolean present;

    Rows(PreparedStatement statement) throws SQLException {
        this.statement = statement;
        this.rows = statement.executeQuery();
        next();
    }

    /** Whether there is a current row. */
    boolean isPresent() {
        return present;
    }

    void next() throws SQLException {
        present = rows.next();
    }

    String key() throws SQLException {
        return rows.getString(1);
    }

    String shownKey() throws SQLException {
        return rows.getString(4);
    }

    boolean isSameRowAs(Rows other) throws SQLException {
        return rows.getLong(2) == other.rows.getLong(2) && rows.getLong(3) == other.rows.getLong(3);
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
