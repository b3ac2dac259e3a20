package io.conserje.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * Watches from a second session which sessions keep the first one from a lock. The first one cannot say: when its wait
 * has timed out, it waits for nobody any more. Thread-safe.
 */
final class Blockers implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private static final String QUERY = """
            select case
              when b.pid = 0 then 'a prepared transaction'
              else format('session %s of %s (%s), in a transaction since %s', b.pid, a.usename,
                coalesce(nullif(a.application_name, ''), 'no name'),
                coalesce(to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'an unknown time'))
              end
            from (select distinct unnest(pg_blocking_pids(?)) as pid) b
            left join pg_stat_activity a on a.pid = b.pid
            """;

    private final Thread watch;
    private volatile List<String> last = List.of();
    private volatile boolean closed;

    private Blockers(DataSource owner, int session) {
        watch = Thread.ofVirtual().name("conserje-migration-blockers").start(() -> look(owner, session));
    }

    /** @param session the number of the session that waits */
    static Blockers of(DataSource owner, int session) {
        return new Blockers(owner, session);
    }

    /** The sessions that were last seen to block it, in words; empty if there were none. */
    List<String> seen() {
        return last;
    }

    private void look(DataSource owner, int session) {
        try (Connection second = owner.getConnection()) {
            second.setAutoCommit(true);
            while (!closed) {
                List<String> now = Sql.query(second, QUERY, row -> row.getString(1), session);
                if (!now.isEmpty()) {
                    last = now;
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (SQLException unavailable) {
            last = List.of("a session that is unknown, because a second connection failed");
        }
    }

    @Override
    public void close() {
        closed = true;
        watch.interrupt();
    }
}
