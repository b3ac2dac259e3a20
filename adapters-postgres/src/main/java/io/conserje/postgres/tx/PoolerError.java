package io.conserje.postgres.tx;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The errors of poolers, by their words: Supavisor reports nearly all failures of its own, and of the way to the
 * server, as a fatal XX000, which is PostgreSQL's internal error. It begins them with a code or, in older versions, with
 * these words.
 */
public enum PoolerError {
    /** No connection is left, to a client or to the server. */
    FULL("\\((?:EMAX|ECHECKOUT)[A-Z]*\\) |(?i:max ?clients?(?:\\b| ?in| ?conn)|unable to check ?out"
            + "|no more connections allowed|query_wait_timeout)"),
    /** The pooler does not know the project or the login. */
    UNKNOWN_LOGIN("\\(ENOTFOUND\\) |(?i:tenant or user not found|tenant/user .* not found)"),
    /** The pooler cannot reach the server, or has another failure of its own. */
    UNREACHABLE("\\(E[A-Z]{3,}\\) |(?i:dbhandler exited|connection to database closed"
            + "|pgbouncer cannot connect to server|server login has been failing)");

    private final Pattern words;

    PoolerError(String words) {
        this.words = Pattern.compile("(?:FATAL: +|ERROR: +)?(?:" + words + ")");
    }

    /** The kind of an error; empty if the message is not a pooler's. */
    public static Optional<PoolerError> in(String message) {
        for (PoolerError error : values()) {
            if (error.words.matcher(message).lookingAt()) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }
}
