package io.conserje.postgres.tx;

import java.io.IOException;
import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the driver's exceptions without the values of rows. The detail and the context of a server's error quote
 * rows, and a host's driver may add them to its messages. jOOQ's messages quote what cannot be converted.
 */
final class SafeCause {

    /** Data exceptions (22) and exceptions that functions raise (P0) quote values in their very message. */
    private static final String QUOTING = "(22|P0)...";

    private SafeCause() {}

    /** A copy with the same stack trace, state and causes. What the network reported stays as it is. */
    static Throwable of(Throwable failed) {
        if (failed instanceof IOException) {
            return failed; // The network's words name hosts and ports, which tell an operator what to mend.
        }
        Throwable safe = failed instanceof SQLException sql ? copy(sql) : new Unquoted(failed.getClass());
        safe.setStackTrace(failed.getStackTrace());
        Throwable cause = failed.getCause();
        if (cause != null) {
            safe.initCause(of(cause));
        }
        return safe;
    }

    private static SQLException copy(SQLException failed) {
        return new SQLException(
                message(failed.getSQLState(), String.valueOf(failed.getMessage())),
                failed.getSQLState(),
                failed.getErrorCode());
    }

    /** The first line is the server's message alone. */
    private static String message(@Nullable String state, String words) {
        return state != null && state.matches(QUOTING)
                ? "A message of SQLState " + state + ", which may quote a row, is not shown"
                : words.lines().findFirst().orElse("");
    }

    /** Another exception, of which only the class is kept. */
    private static final class Unquoted extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        Unquoted(Class<?> type) {
            super(type.getName());
        }
    }
}
