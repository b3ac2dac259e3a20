package io.conserje.db.verify;

import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of the catalogue.
 *
 * @param sql returns a row for each finding: the object, the problem and the remedy
 */
record Rule(Area area, Severity severity, String sql) {

    List<Finding> findings(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                findings.add(new Finding(area, severity, rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return findings;
    }
}
