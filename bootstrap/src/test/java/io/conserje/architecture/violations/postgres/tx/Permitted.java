package io.conserje.architecture.violations.postgres.tx;

import java.sql.Connection;
import java.sql.SQLException;

/** Breaks no rule: this is where transactions end. */
final class Permitted {

    private Permitted() {}

    static void end(Connection connection) throws SQLException {
        connection.commit();
    }
}
