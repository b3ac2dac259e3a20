package io.conserje.db;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The migration that holds the lock of the change sets, or left it behind.
 *
 * @param host the name and address of its machine; empty if unknown
 * @param process the number of its process on that machine; null if unknown
 * @param session the number of its session in PostgreSQL; null if unknown
 * @param user the login of that session; empty if the session is gone
 * @param application the name that the session gave itself; empty if the session is gone
 * @param since when it took the lock; null if unknown
 * @param suspects for {@link State#UNKNOWN}: the sessions that may hold the lock, in words
 */
public record LockHolder(
        State state,
        String host,
        @Nullable Long process,
        @Nullable Integer session,
        String user,
        String application,
        @Nullable Instant since,
        List<String> suspects) {

    /** Whether the migration still runs. */
    public enum State {
        /** Its session is open. */
        LIVE,
        /** Its session is closed. The lock can be released. */
        GONE,
        /** An older version of Conserje took the lock and did not say in which session. */
        UNKNOWN
    }

    public LockHolder {
        suspects = List.copyOf(suspects);
    }

    /** All that is known, in words, such as "host app-1 (10.0.0.7), process 4242, session 812, since ...". */
    public String describe() {
        StringBuilder words = new StringBuilder(host.isEmpty() ? "an unknown host" : "host " + host);
        if (process != null) {
            words.append(", process ").append(process);
        }
        if (session != null) {
            words.append(", session ").append(session);
        }
        if (!user.isEmpty()) {
            words.append(" of ").append(user).append(" (").append(application).append(')');
        }
        if (since != null) {
            words.append(", since ").append(since);
        }
        return words.toString();
    }
}
