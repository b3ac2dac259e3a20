package io.conserje.library;

import io.conserje.db.verify.Finding;
import io.conserje.db.verify.LoginCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a host's connections before an instance uses them, as the service looks at its URL. */
final class DatabaseProbe {

    private static final Logger LOG = LoggerFactory.getLogger(Conserje.class);

    private DatabaseProbe() {}

    /**
     * Checks the driver's parameters and the login. If the database cannot be reached, only the log says so.
     *
     * @throws IllegalStateException if the driver would send a statement apart from its tenant, or if the login is to be
     *     refused; the message names the remedy
     */
    static void check(DataSource database, UnboundLogin rule) {
        try (Connection connection = database.getConnection()) {
            if (connection.isWrapperFor(PgConnection.class)) {
                refuseSeparating(connection.unwrap(PgConnection.class));
            }
        } catch (SQLException away) {
            LOG.warn(
                    "The database could not be reached (SQLState {}), so its driver and login were not checked",
                    away.getSQLState());
            return;
        }
        if (rule != UnboundLogin.ALLOW) {
            checkLogin(database, rule);
        }
    }

    /** With these values the driver sends the role and the tenant apart from the statement, or undoes them. */
    private static void refuseSeparating(PgConnection driver) throws SQLException {
        refuseIf(driver.getPreferQueryMode() == PreferQueryMode.SIMPLE, "preferQueryMode=simple");
        refuseIf(driver.getAutosave() != AutoSave.NEVER, "an autosave other than never");
        refuseIf(driver.getPrepareThreshold() < 0, "a negative prepareThreshold");
        refuseIf(!driver.getStringVarcharFlag(), "stringtype=unspecified");
    }

    private static void refuseIf(boolean separating, String parameter) {
        if (separating) {
            throw new IllegalStateException("The DataSource has " + parameter
                    + ": the driver may run a statement without" + " the hotel that it is for. Remove this parameter.");
        }
    }

    private static void checkLogin(DataSource database, UnboundLogin rule) {
        List<Finding> findings = new LoginCheck(database).run();
        if (findings.isEmpty()) {
            return;
        }
        String problems = findings.stream()
                .map(finding -> finding.object() + ": " + finding.problem() + " Mend it with: " + finding.remedy())
                .collect(Collectors.joining(
                        "\n  ", "The database does not keep hotels apart under this login:\n  ", ""));
        if (rule == UnboundLogin.REFUSE) {
            throw new IllegalStateException(problems + "\nFor development: builder.unboundLogin(UnboundLogin.WARN)");
        }
        LOG.warn(problems);
    }
}
