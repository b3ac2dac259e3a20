package io.conserje.postgres.tx;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * A transaction of the host that this adapter has joined. It sets a savepoint first, and remembers the role and the
 * tenant that the connection had, to restore them.
 */
final class JoinedTransaction {

    private static final String READ_CONTEXT =
            "select current_setting('role'), coalesce(current_setting('app.current_tenant_id', true), '')";
    private static final String SET_CONTEXT =
            "select set_config('role', ?, true), set_config('app.current_tenant_id', ?, true), set_config('app.epoch', '"
                    + Epoch.ofProcess() + "', true)";

    private final Connection connection;
    private final Savepoint before;
    private final String role;
    private final String tenant;

    private JoinedTransaction(Connection connection, Savepoint before, String role, String tenant) {
        this.connection = connection;
        this.before = before;
        this.role = role;
        this.tenant = tenant;
    }

    /** Sets the savepoint, and then the context. */
    static JoinedTransaction begin(Connection connection, Context context) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("Cannot join a transaction for " + context
                    + ": the connection is in auto-commit mode. Call setAutoCommit(false) first.");
        }
        Savepoint before = connection.setSavepoint();
        JoinedTransaction joined;
        try (PreparedStatement present = connection.prepareStatement(READ_CONTEXT);
                ResultSet row = present.executeQuery()) {
            row.next();
            joined = new JoinedTransaction(connection, before, row.getString(1), row.getString(2));
        }
        try {
            joined.set(context.roleName(), context.tenantName());
            return joined;
        } catch (SQLException refused) {
            connection.rollback(before);
            throw refused;
        }
    }

    /** Restores the role and the tenant after work that succeeded. */
    void leave() throws SQLException {
        set(role, tenant);
        connection.releaseSavepoint(before);
    }

    /** Undoes work that failed. The rollback to the savepoint restores the role and the tenant too. */
    void undo(Throwable cause) {
        try {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        } catch (SQLException failed) {
            cause.addSuppressed(failed);
        }
    }

    private void set(String toRole, String toTenant) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(SET_CONTEXT)) {
            set.setString(1, toRole);
            set.setString(2, toTenant);
            set.execute();
        }
    }
}
