package io.conserje.db.verify;

import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Checks the parameters of a host's driver. With some of them it sends the role and the tenant apart from the statement
 * that they are for, or undoes them. It looks at one connection and sends nothing. Thread-safe.
 */
public final class DriverCheck {

    private final DataSource service;

    /** @param service connections of a host; not closed here */
    public DriverCheck(DataSource service) {
        this.service = service;
    }

    /**
     * Runs the check.
     *
     * @return the parameters that must go; empty if there is none, or if the driver is another one
     * @throws VerificationException if the database cannot be reached
     */
    public List<Finding> run() {
        try (Connection connection = service.getConnection()) {
            return connection.isWrapperFor(PgConnection.class)
                    ? findings(connection.unwrap(PgConnection.class))
                    : List.of();
        } catch (SQLException away) {
            throw new VerificationException("Cannot look at a connection (SQLState " + away.getSQLState() + ")", away);
        }
    }

    private static List<Finding> findings(PgConnection driver) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        add(findings, driver.getPreferQueryMode() == PreferQueryMode.SIMPLE, "preferQueryMode=simple");
        add(findings, driver.getAutosave() != AutoSave.NEVER, "autosave, other than never");
        add(findings, driver.getPrepareThreshold() < 0, "prepareThreshold, negative");
        add(findings, !driver.getStringVarcharFlag(), "stringtype=unspecified");
        return findings;
    }

    private static void add(List<Finding> findings, boolean separating, String parameter) {
        if (separating) {
            findings.add(new Finding(
                    Area.RLS,
                    Severity.ERROR,
                    "parameter " + parameter,
                    "The driver may run a statement without the hotel that it is for.",
                    "Remove this parameter from the DataSource."));
        }
    }
}
