package io.conserje.postgres.tx;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.tools.jdbc.DefaultPreparedStatement;

/**
 * Hides the result of the context from jOOQ, so that the statement after it seems to have been sent alone and its
 * result has its own types. jOOQ's own reading of several results yields untyped rows, and the driver asks the server
 * for the names of their columns, which costs another round trip.
 */
final class ContextResultSkipper implements ExecuteListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void prepareEnd(ExecuteContext context) {
        PreparedStatement statement = context.statement();
        if (statement != null) {
            context.statement(new SkippingFirstResult(statement));
        }
    }

    private static final class SkippingFirstResult extends DefaultPreparedStatement {

        SkippingFirstResult(PreparedStatement statement) {
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
