package io.conserje.db.transfer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * One transaction that reads one state of a database. Not thread-safe.
 */
final class ReadingSession implements AutoCloseable {

    /** One key in so many begins a range. A range has this many rows on average. */
    private static final int ROWS_OF_A_RANGE = 10_000;

    private final Session session;
    private final Snapshot snapshot;

    private ReadingSession(Session session) throws SQLException {
        this.session = session;
        this.snapshot = Snapshot.of(session);
    }

    static ReadingSession open(DataSource database) throws SQLException {
        Session session = Session.open(database);
        try {
            session.connection().setAutoCommit(false);
            session.run("set transaction isolation level repeatable read, read only");
            return new ReadingSession(session);
        } catch (SQLException failed) {
            session.close();
            throw failed;
        }
    }

    Session session() {
        return session;
    }

    /** What this session reads: the server, its clock, and the transactions that it sees. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** Keys that part a table into ranges, in order. They are chosen by their hash, so no sort of the table is needed. */
    List<String> bounds(Table table) throws SQLException {
        return session.texts("select k from (select " + table.keyText() + " as k from " + table.rows()
                + " rows) keys where hashtextextended(k, 7) % " + ROWS_OF_A_RANGE + " = 0 order by k");
    }

    /** The sum of each range that has rows, by the range's number: 0 lies before the first bound. */
    Map<Integer, Sum> sums(Table table, List<String> bounds) throws SQLException {
        String sql = "select width_bucket(k, ?::text[] collate \"C\"), count(*),"
                + " sum(hashtextextended(r, 0)::numeric)::text || '/' || sum(hashtextextended(r, 42)::numeric)::text"
                + " from (select " + table.keyText() + " as k, " + table.rowText() + " as r from "
                + table.rows() + " t) rows group by 1";
        Map<Integer, Sum> sums = new TreeMap<>();
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            statement.setArray(1, session.connection().createArrayOf("text", bounds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sums.put(rows.getInt(1), new Sum(rows.getLong(2), rows.getString(3)));
                }
            }
        }
        return sums;
    }

    /** The rows of one range in the order of their keys. The caller closes the cursor before it asks for anything else. */
    Rows rows(Table table, List<String> bounds, int range) throws SQLException {
        String sql = "select k, hashtextextended(r, 0), hashtextextended(r, 42), shown from (select " + table.keyText()
                + " as k, " + table.rowText() + " as r, " + table.shownKey() + " as shown from "
                + table.rows() + " t) rows where width_bucket(k, ?::text[] collate \"C\") = ? order by k";
        PreparedStatement statement = session.connection().prepareStatement(sql);
        try {
            statement.setFetchSize(1000);
            statement.setArray(1, session.connection().createArrayOf("text", bounds.toArray()));
            statement.setInt(2, range);
            return new Rows(statement);
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            session.connection().rollback();
        } finally {
            session.close();
        }
    }
}
