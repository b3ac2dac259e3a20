package io.conserje.postgres.tx;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * A stay in somebody else's transaction: behind a savepoint, with the role and the tenant that were there before kept to be
 * put back.
 */
final class Joined {

    private static final String ENTER =
            "select current_setting('role'), coalesce(current_setting('app.current_tenant_id', true), '')";
    private static final String SET =
            "select set_config('role', ?, true), set_config('app.current_tenant_id', ?, true)";

    private final Connection connection;
    private final Savepoint before;
    private final String role;
    private final String tenant;

    private Joined(Connection connection, Savepoint before, String role, String tenant) {
        this.connection = connection;
        this.before = before;
        this.role = role;
        this.tenant = tenant;
    }

    static Joined begin(Connection connection, Context context) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("Cannot join a transaction for " + context
                    + ": the connection commits each statement by itself. Call setAutoCommit(false) first.");
        }
        Savepoint before = connection.setSavepoint();
        Joined joined;
        try (PreparedStatement present = connection.prepareStatement(ENTER);
                ResultSet row = present.executeQuery()) {
            row.next();
            joined = new Joined(connection, before, row.getString(1), row.getString(2));
        }
        try {
            joined.set(context.roleName(), context.tenantName());
            return joined;
        } catch (SQLException refused) {
            connection.rollback(before);
            throw refused;
        }
    }

    /** After work that succeeded. */
    void leave() throws SQLException {
        set(role, tenant);
        connection.releaseSavepoint(before);
    }

    /** After work that failed: going back to the savepoint puts role and tenant back too. */
    void undo(Throwable cause) {
        try {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        } catch (SQLException failed) {
            cause.addSuppressed(failed);
        }
    }

    private void set(String toRole, String toTenant) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(SET)) {
            set.setString(1, toRole);
            set.setString(2, toTenant);
            set.execute();
        }
    }
}
