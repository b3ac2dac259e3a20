package io.conserje.postgres.tx;

import io.conserje.application.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** What the driver threw, as the ports promise it. Messages carry the SQLState, never the values of a row. */
final class Failures {

    private Failures() {}

    static RuntimeException translate(Exception failed, Context context) {
        SQLException sql = sqlException(failed);
        if (sql == null) {
            return new IllegalStateException("A statement for " + context + " failed before it was sent", failed);
        }
        String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        if (isUnavailable(sql, state)) {
            return new StoreUnavailableException(
                    "PostgreSQL is unavailable for " + context + remedy(sql, state), failed);
        }
        return switch (state) {
            case "22021" ->
                new IllegalArgumentException(
                        "A text for " + context + " holds a NUL character, which PostgreSQL cannot keep. Remove it.",
                        failed);
            case "42501" ->
                new IllegalStateException(
                        "PostgreSQL refused a statement for " + context
                                + ": it is outside what that scope may see or do (SQLState 42501). Run it in the scope of"
                                + " the tenant whose row it is; if the login lacks the role, apply the change sets.",
                        failed);
            default ->
                new IllegalStateException("A statement for " + context + " failed with SQLState " + state, failed);
        };
    }

    /** Connections (08), resources (53), shutdown (57P), cancelled by time-out (57014), and losers of a race (40). */
    private static boolean isUnavailable(SQLException sql, String state) {
        return sql instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("25P03")
                || state.equals("57014")
                || state.equals("40001")
                || state.equals("40P01");
    }

    private static String remedy(SQLException sql, String state) {
        if (sql instanceof SQLTransientConnectionException) {
            return ": no connection was free in time. Try again; if it lasts, raise POSTGRES_POOL_SIZE or look for slow"
                    + " statements.";
        }
        if (state.equals("57014")) {
            return ": the statement took longer than its timeout. Try again; if it lasts, look at what it waits for.";
        }
        return " (SQLState " + state + "). Try again.";
    }

    private static @Nullable SQLException sqlException(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
