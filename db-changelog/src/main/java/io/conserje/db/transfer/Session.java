package io.conserje.db.transfer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import javax.sql.DataSource;

/**
 * A connection for moving data. It pins whatever changes how PostgreSQL reads or writes a value, has no time limits, and
 * turns row level security off: a policy that would hide a row raises an error. Not thread-safe.
 */
final class Session implements AutoCloseable {

    private static final List<String> PINNED = List.of(
            "set row_security = off",
            "set timezone = 'UTC'",
            "set datestyle = 'ISO, MDY'",
            "set intervalstyle = 'postgres'",
            "set extra_float_digits = 1",
            "set bytea_output = 'hex'",
            "set statement_timeout = 0",
            "set lock_timeout = 0");

    /** Some came with later versions. */
    private static final String NO_OTHER_LIMIT = "select set_config(name, '0', false) from pg_settings where name in"
            + " ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    static Session open(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        try {
            connection.setAutoCommit(true);
            Session session = new Session(connection);
            for (String setting : PINNED) {
                session.run(setting);
            }
            session.texts(NO_OTHER_LIMIT);
            return session;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    Connection connection() {
        return connection;
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /**
     * Whether this login may write rows without triggers and foreign keys. Only trying tells, since Supabase grants this
     * right by a means of its own.
     */
    boolean mayTurnTriggersOff() throws SQLException {
        connection.setAutoCommit(false);
        try {
            run("set local session_replication_role = replica");
            return true;
        } catch (SQLException refused) {
            if (!INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                throw refused;
            }
            return false;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Writes rows without triggers and foreign keys from now on, if {@link #mayTurnTriggersOff}. */
    void turnTriggersOffWhereAllowed() throws SQLException {
        if (mayTurnTriggersOff()) {
            run("set session_replication_role = replica");
        }
    }

    /** The first column of a query, as text. */
    List<String> texts(String sql, Object... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }

    String text(String sql, Object... values) throws SQLException {
        List<String> texts = texts(sql, values);
        if (texts.isEmpty()) {
            throw new IllegalStateException("No row came of: " + sql);
        }
        return texts.getFirst();
    }

    boolean isTrue(String sql, Object... values) throws SQLException {
        return text(sql, values).equals("t");
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Runs work in one transaction. */
    <T> T atomically(Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException failed) {
            undo(failed);
            throw failed;
        }
    }

    /** Runs work in one transaction that sees one state and changes nothing. */
    <T> T reading(Work<T> work) throws SQLException {
        return atomically(() -> {
            run("set transaction isolation level repeatable read, read only");
            return work.run();
        });
    }

    /** Runs statements in one transaction. */
    void atomically(Statements statements) throws SQLException {
        atomically(() -> {
            statements.run();
            return true;
        });
    }

    /** The connection may be what failed. After a failed COPY the driver may also lose count of the server's answers. */
    private void undo(Exception failed) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException | NoSuchElementException lost) {
            failed.addSuppressed(lost);
        }
    }

    /** Work with a result. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Work without a result. */
    interface Statements {
        void run() throws SQLException;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
