package io.conserje.db.transfer;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The transactions that write to schema {@code conserje}. */
final class Writers {

    /** How long a fence waits for those that began before it. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String WRITERS = """
            select distinct coalesce(
              format('pid %s (%s, %s)', s.pid, s.usename, coalesce(nullif(s.application_name, ''), 'no name')),
              'a prepared transaction')
            from pg_locks l join pg_class c on c.oid = l.relation left join pg_stat_activity s on s.pid = l.pid
            where c.relnamespace = 'conserje'::regnamespace and l.granted and l.mode = 'RowExclusiveLock'
            """;

    private Writers() {}

    /** Says which transactions do not end. */
    static TransferRefusedException refusal(Session owner) throws SQLException {
        return new TransferRefusedException(
                List.of("These began to write before the source was frozen, and have not ended after "
                        + PATIENCE.toSeconds() + " s: " + String.join(", ", owner.texts(WRITERS))
                        + ". End them with: select pg_terminate_backend(PID). Then go on with --resume."));
    }
}
