package io.conserje.postgres.tx;

import io.conserje.application.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the driver threw, as the ports promise it. Messages carry the SQLState, never the values of a row. */
final class Failures {

    /**
     * How Supavisor begins, which sends nearly all that is wrong with it or behind it as a fatal XX000, PostgreSQL's internal
     * error: with a code, or, if it is an older one, in these words.
     */
    private static final Pattern POOLER = Pattern.compile(
            "(?:FATAL: +)?(?:\\(E[A-Z]{3,}\\) |(?i:max ?clients? ?(?:in|conn)"
                    + "|tenant or user not found|dbhandler exited|connection to database closed|unable to check ?out))");

    /** What it begins with when it has no place left, for a client or at the server. */
    private static final Pattern POOLER_IS_FULL =
            Pattern.compile("(?:FATAL: +)?(?:\\((?:EMAX|ECHECKOUT)[A-Z]*\\) |(?i:max ?client|unable to check ?out))");

    private Failures() {}

    static RuntimeException translate(Exception failed, Context context) {
        SQLException sql = sqlException(failed);
        if (sql == null) {
            return new IllegalStateException("A statement for " + context + " failed before it was sent", failed);
        }
        String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        String outage = outage(sql, state);
        if (outage != null) {
            return new StoreUnavailableException("PostgreSQL is unavailable for " + context + outage, failed);
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

    /** What is away and what to do about it; null if nothing is. */
    private static @Nullable String outage(SQLException sql, String state) {
        if (wasInterrupted(sql)) {
            Thread.currentThread().interrupt(); // whoever threw may have taken the flag away
            return ": this thread was interrupted while it waited for a connection. Try again, if it is not to end.";
        }
        if (sql instanceof SQLTransientConnectionException) {
            return noConnection(sql);
        }
        return switch (state) {
            case "57014" ->
                ": the statement took longer than its timeout. Try again; if it lasts, look at what it waits for.";
            case "25P04" ->
                ": the transaction took longer than the server's transaction_timeout. Try again; if it lasts, raise that"
                        + " for the login, or look at what it waits for.";
            case "25006" ->
                ": it takes no writes (SQLState 25006). Try again; if it lasts, see whether the URL leads to the primary,"
                        + " whether the disk is full, for which Supabase makes a database read-only, and whether a"
                        + " transaction that was joined is read-only.";
            case "XX000" -> outageOfPooler(String.valueOf(sql.getMessage()));
            default -> isOutage(state) ? " (SQLState " + state + "). Try again." : null;
        };
    }

    /** The pool's own exception; its cause is why it could open none, if that was the reason. */
    private static String noConnection(SQLException pools) {
        String ofPooler = pools.getCause() instanceof SQLException refused
                ? outageOfPooler(String.valueOf(refused.getMessage()))
                : null;
        return ofPooler != null
                ? ofPooler
                : ": no connection was free in time. Try again; if it lasts, raise POSTGRES_POOL_SIZE or look for slow"
                        + " statements.";
    }

    /** Connections (08), resources (53), shutdown (57P), idled too long (25P03), and losers of a race (40). */
    private static boolean isOutage(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.equals("25P03")
                || state.equals("40001")
                || state.equals("40P01");
    }

    /** Without the pooler's own words, in which the login is named. */
    private static @Nullable String outageOfPooler(String words) {
        if (POOLER_IS_FULL.matcher(words).lookingAt()) {
            return ": the pooler before it is full (SQLState XX000). Try again; if it lasts, lower POSTGRES_POOL_SIZE and"
                    + " POSTGRES_MAX_OVERFLOW so that all instances together fit, or raise the pooler's size.";
        }
        return POOLER.matcher(words).lookingAt()
                ? ": the pooler before it has no way to it (SQLState XX000). Try again; if it lasts, run conserje env"
                        + " check --connect, which says what the pooler said."
                : null;
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
