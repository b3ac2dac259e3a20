package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A session of the owner that holds the lock of the change sets until it is closed. Nothing on the server cuts its
 * statements. Settings that were changed are restored at the end, because the connection may be a pool's. Not
 * thread-safe.
 */
final class MigrationSession implements AutoCloseable {

    private static final Map<String, String> SETTINGS = Map.of(
            "statement_timeout", "0",
            "lock_timeout", "0",
            "idle_in_transaction_session_timeout", "0",
            "idle_session_timeout", "0",
            "transaction_timeout", "0",
            "application_name", "conserje migration");

    /** Empty for a setting that came with a later version of PostgreSQL. */
    private static final String BEFORE = "select current_setting(name) from pg_settings where name = ?";

    private final Connection connection;
    private final MigrationLock lock;
    private final List<String> restore = new ArrayList<>();

    private MigrationSession(Connection connection) {
        this.connection = connection;
        this.lock = new MigrationLock(connection);
    }

    /** @throws ChangelogException if another migration holds the lock for too long */
    static MigrationSession open(DataSource owner, MigrationListener listener, Patience patience) throws SQLException {
        MigrationSession session = new MigrationSession(owner.getConnection());
        try {
            session.connection.setAutoCommit(true);
            session.change();
            session.lock.take(listener, patience);
            return session;
        } catch (SQLException | RuntimeException failed) {
            session.closeAfter(failed);
            throw failed;
        }
    }

    private void change() throws SQLException {
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            for (String before : Sql.query(connection, BEFORE, row -> row.getString(1), setting.getKey())) {
                restore.add(setting.getKey());
                restore.add(before);
                set(setting.getKey(), setting.getValue());
            }
        }
    }

    /** Ends what Liquibase has begun: a wait must not keep a transaction open. */
    void endTransaction() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    Connection connection() {
        return connection;
    }

    MigrationLock lock() {
        return lock;
    }

    /** Its number in PostgreSQL. */
    int number() throws SQLException {
        return Sql.query(connection, "select pg_backend_pid()", row -> row.getInt(1))
                .getFirst();
    }

    private void set(String setting, String value) throws SQLException {
        Sql.change(connection, "select set_config(?, ?, false)", setting, value);
    }

    /** The connection may be what failed. */
    private void closeAfter(Exception failed) {
        try {
            close();
        } catch (SQLException lost) {
            failed.addSuppressed(lost);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            endTransaction();
            for (int i = 0; i < restore.size(); i += 2) {
                set(restore.get(i), restore.get(i + 1));
            }
            lock.release();
        }
    }
}
