package io.conserje.architecture.violations.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Opens and ends transactions where it should not, and shows its library. */
public final class LeakyAdapters {

    private LeakyAdapters() {}

    public static DSLContext shown(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.commit();
            return DSL.using(connection);
        }
    }
}
