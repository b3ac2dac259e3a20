package io.conserje.postgres.tx;

import io.conserje.application.store.StoreBusyException;
import io.conserje.application.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Translates exceptions of the driver into those that the ports promise. Messages have the SQLState, never values of a
 * row, and neither have the causes.
 */
final class Failures {

    private Failures() {}

    static RuntimeException translate(Exception failed, Context context) {
        SQLException sql = sqlException(failed);
        if (sql == null) {
            return new IllegalStateException(
                    "A statement for " + context + " failed before it was sent, or its result could not be read.",
                    SafeCause.of(failed));
        }
        return translate(sql, sql.getSQLState() == null ? "" : sql.getSQLState(), SafeCause.of(sql), context);
    }

    private static RuntimeException translate(SQLException sql, String state, Throwable cause, Context context) {
        String obstacle = obstacle(state);
        if (obstacle != null) {
            return new StoreBusyException("A statement for " + context + obstacle, cause);
        }
        String outage = outage(sql, state);
        if (outage != null) {
            return new StoreUnavailableException("PostgreSQL is unavailable for " + context + outage, cause);
        }
        return switch (state) {
            case "22021" ->
                new IllegalArgumentException(
                        "A text for " + context + " has a NUL character, which PostgreSQL cannot store. Remove it.",
                        cause);
            case "42501" ->
                new IllegalStateException(
                        "PostgreSQL refused a statement for " + context
                                + ": it goes beyond what this scope may see or do (SQLState 42501). Run it in the scope"
                                + " of the tenant that owns the row. If the login lacks the role, apply the change"
                                + " sets.",
                        cause);
            default ->
                new IllegalStateException("A statement for " + context + " failed with SQLState " + state + ".", cause);
        };
    }

    /** What was in the way of this statement alone, and the remedy, as the end of a message; null if nothing was. */
    private static @Nullable String obstacle(String state) {
        return switch (state) {
            case "55P03" ->
                " waited too long for a row that another transaction has locked (SQLState 55P03). Try again. If it"
                        + " fails again, see who holds the lock in pg_locks.";
            case "57014" ->
                " took longer than its timeout, or was cancelled (SQLState 57014). Try again. If it fails again, see"
                        + " what it waits for.";
            case "40001", "40P01" ->
                " met another transaction that changes the same rows (SQLState " + state + "). Try again.";
            default -> null;
        };
    }

    /** The outage and the remedy, as the end of a message; null if the failure is no outage. */
    private static @Nullable String outage(SQLException sql, String state) {
        if (wasInterrupted(sql)) {
            Thread.currentThread().interrupt(); // The thrower may have cleared the flag.
            return ": this thread was interrupted while it waited for a connection. Try again, unless the thread is to"
                    + " end.";
        }
        if (sql instanceof SQLTransientConnectionException) {
            return noConnection(sql);
        }
        return switch (state) {
            case "25P04" ->
                ": the transaction took longer than the server's transaction_timeout. Try again. If it fails again,"
                        + " raise that timeout for the login, or see what the transaction waits for.";
            case "25006" ->
                ": it accepts no writes (SQLState 25006). Try again. If it fails again, check that the URL leads to the"
                        + " primary, that the disk is not full (Supabase then makes a database read-only), and that a"
                        + " joined transaction is not read-only.";
            case "XX000" -> outageOfPooler(String.valueOf(sql.getMessage()));
            default -> isOutage(state) ? " (SQLState " + state + "). Try again." : null;
        };
    }

    /** @param pools the pool's exception; its cause is why the pool could not open a connection, if it tried */
    private static String noConnection(SQLException pools) {
        String ofPooler = pools.getCause() instanceof SQLException refused
                ? outageOfPooler(String.valueOf(refused.getMessage()))
                : null;
        return ofPooler != null
                ? ofPooler
                : ": no connection was free in time. Try again. If it fails again, raise POSTGRES_POOL_SIZE or look for"
                        + " slow statements.";
    }

    /** Connections (08), resources (53), shutdown (57P), idle too long (25P03). */
    private static boolean isOutage(String state) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.equals("25P03");
    }

    /** Leaves out the pooler's own words, which name the login. */
    private static @Nullable String outageOfPooler(String words) {
        return PoolerError.in(words)
                .map(error -> error == PoolerError.FULL
                        ? ": its pooler has no connection left (SQLState XX000). Try again. If it fails again, lower"
                                + " POSTGRES_POOL_SIZE and POSTGRES_MAX_OVERFLOW so that all instances fit together, or"
                                + " raise the pooler's size."
                        : ": its pooler cannot reach it (SQLState XX000). Try again. If it fails again, run conserje env"
                                + " check --connect, which shows the pooler's message.")
                .orElse(null);
    }

    private static boolean wasInterrupted(SQLException sql) {
        for (Throwable cause = sql.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
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
