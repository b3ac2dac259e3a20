package io.conserje.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Short forms for plain SQL on a connection. */
final class Sql {

    private Sql() {}

    /** Reads a row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> query(Connection connection, String sql, Row<T> reader, Object... values) throws SQLException {
        List<T> read = new ArrayList<>();
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                read.add(reader.of(rows));
            }
        }
        return read;
    }

    /**
     * Queries in the role that sees the tables about this database. Row level security hides them from an owner who is
     * neither superuser nor BYPASSRLS.
     *
     * @param owner in auto-commit mode
     */
    static <T> List<T> queryAsSystem(Connection owner, String sql, Row<T> reader, Object... values)
            throws SQLException {
        owner.setAutoCommit(false);
        try {
            change(owner, "set local role conserje_system");
            return query(owner, sql, reader, values);
        } finally {
            owner.rollback();
            owner.setAutoCommit(true);
        }
    }

    static boolean exists(Connection connection, String table) throws SQLException {
        return isTrue(connection, "select to_regclass(?) is not null", "conserje." + table);
    }

    static boolean isTrue(Connection connection, String sql, Object... values) throws SQLException {
        return query(connection, sql, row -> row.getBoolean(1), values).contains(true);
    }

    /** Runs a statement and returns the number of rows that it changed. */
    static int change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.execute() ? 0 : statement.getUpdateCount();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
