package io.conserje.postgres.tx;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.tools.jdbc.DefaultPreparedStatement;

/**
 * Lets jOOQ see only the second of two results, so that a statement sent behind its context comes back as if it were alone,
 * with its own types. (Read as one of many results it would come back untyped, and the driver would ask the server for the
 * names of its columns: another round trip.)
 */
final class SecondResult implements ExecuteListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void prepareEnd(ExecuteContext context) {
        PreparedStatement statement = context.statement();
        if (statement != null) {
            context.statement(new Skipping(statement));
        }
    }

    private static final class Skipping extends DefaultPreparedStatement {

        Skipping(PreparedStatement statement) {
            super(statement);
        }

        @Override
        public boolean execute() throws SQLException {
            super.execute();
            return getMoreResults();
        }

        @Override
        public int executeUpdate() throws SQLException {
            execute();
            return getUpdateCount();
        }
    }
}
