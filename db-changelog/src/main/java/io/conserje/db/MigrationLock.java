package io.conserje.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lock of the change sets. It is an advisory lock of a session, which PostgreSQL releases when that session ends:
 * whether a migration lives is never in doubt. The row that Liquibase locks is the record of who it was.
 *
 * <p>Its session is in auto-commit mode while it waits. A statement that waits would keep {@code create index
 * concurrently} of the other migration from finishing.
 */
final class MigrationLock {

    /** The letters "cons", and a number. No other program in the database is expected to use the pair. */
    private static final String KEY = "1668247155, 1";

    private static final String IS_OURS = "l.locktype = 'advisory' and l.classid = 1668247155 and l.objid = 1"
            + " and l.objsubid = 2 and l.granted"
            + " and l.database = (select oid from pg_database where datname = current_database())";

    private static final String LIVE = "select a.pid, a.usename::text, a.application_name,"
            + " host(a.client_addr) as address, a.backend_start from pg_locks l join pg_stat_activity a on a.pid = l.pid where "
            + IS_OURS
            + " and l.pid <> pg_backend_pid()";

    /** Liquibase writes the local time of the machine, as this session reads it. */
    private static final String RECORD = "select lockedby, lockgranted::timestamptz as granted"
            + " from conserje.databasechangeloglock where locked";

    /** The sessions of logins that may write Liquibase's row. */
    private static final String SUSPECTS = """
            select format('session %s of %s (%s), since %s', a.pid, a.usename, a.application_name,
                     to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            from pg_stat_activity a join pg_roles r on r.oid = a.usesysid,
              pg_class c
            where a.datname = current_database() and coalesce(a.backend_type, 'client backend') = 'client backend'
              and a.pid <> pg_backend_pid()
              and c.oid = 'conserje.databasechangeloglock'::regclass
              and (r.rolsuper or pg_has_role(a.usesysid, c.relowner, 'member'))
            order by a.backend_start
            """;

    /** What {@link #SIGN} adds to the row that Liquibase has written. */
    private static final Pattern SIGNED =
            Pattern.compile("(.*), process ([0-9]{1,18}), session ([0-9]{1,9}), since ([0-9TZ:.-]+)");

    private static final String SIGN = "update conserje.databasechangeloglock set lockedby = left(lockedby, 150)"
            + " || ', process ' || ? || ', session ' || pg_backend_pid() || ', since '"
            + " || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            + " where locked and lockedby not like '%, session %'";

    private final Connection session;

    /** @param session a session of the login that owns the schema */
    MigrationLock(Connection session) {
        this.session = session;
    }

    /**
     * Takes the lock, and waits for another migration to end. A lock that was left behind is taken over.
     *
     * @throws ChangelogException if it is held for longer than the patience lasts; the message names the holder
     */
    void take(MigrationListener listener, Patience patience) throws SQLException {
        Wait wait = new Wait(listener, patience);
        while (!tryTake()) {
            wait.forAnother(holder().orElse(null));
        }
    }

    /** Takes the lock if it is free. */
    boolean tryTake() throws SQLException {
        return Sql.isTrue(session, "select pg_try_advisory_lock(" + KEY + ")");
    }

    boolean isHeldBy(int otherSession) throws SQLException {
        return Sql.query(session, LIVE, row -> row.getInt("pid")).contains(otherSession);
    }

    /** Frees Liquibase's row, once this session has the lock. */
    void takeRecord(MigrationListener listener, Patience patience) throws SQLException {
        Wait wait = new Wait(listener, patience);
        for (Optional<LockHolder> left = holder(); left.isPresent(); left = holder()) {
            LockHolder before = left.get();
            if (before.state() == LockHolder.State.GONE) {
                clear();
                listener.tookOver(before);
            } else {
                wait.forAnother(before);
            }
        }
    }

    void release() throws SQLException {
        Sql.change(session, "select pg_advisory_unlock(" + KEY + ")");
    }

    /**
     * Adds this process and session to the row that Liquibase has locked, if it has.
     *
     * @return whether it was done
     */
    boolean sign() throws SQLException {
        return hasRecord()
                && Sql.change(
                                session,
                                SIGN,
                                String.valueOf(ProcessHandle.current().pid()))
                        > 0;
    }

    /** Frees Liquibase's row. */
    void clear() throws SQLException {
        Sql.change(
                session,
                "update conserje.databasechangeloglock set locked = false, lockgranted = null, lockedby = null"
                        + " where locked");
    }

    /** The migration, other than this session's, that holds the lock or left Liquibase's row behind. */
    Optional<LockHolder> holder() throws SQLException {
        List<Left> left = hasRecord() ? Sql.query(session, RECORD, MigrationLock::left) : List.of();
        @Nullable Left recorded = left.isEmpty() ? null : left.getFirst();
        List<LockHolder> live = Sql.query(session, LIVE, row -> live(row, recorded));
        if (!live.isEmpty()) {
            return Optional.of(live.getFirst());
        }
        return recorded == null ? Optional.empty() : Optional.of(withoutSession(recorded));
    }

    /** Ends the session of another migration. Its open transaction is rolled back. */
    void end(int otherSession) throws SQLException {
        Sql.change(session, "select pg_terminate_backend(?)", otherSession);
    }

    private boolean hasRecord() throws SQLException {
        return Sql.exists(session, "databasechangeloglock");
    }

    /** Liquibase's row. */
    private record Left(
            String host,
            @Nullable Long process,
            @Nullable Integer session,
            @Nullable Instant since) {}

    private static Left left(ResultSet row) throws SQLException {
        String by = row.getString("lockedby");
        Matcher signed = SIGNED.matcher(by == null ? "" : by);
        if (signed.matches()) {
            return new Left(
                    signed.group(1),
                    Long.valueOf(signed.group(2)),
                    Integer.valueOf(signed.group(3)),
                    Instant.parse(signed.group(4)));
        }
        return new Left(by == null ? "" : by, null, null, instant(row, "granted"));
    }

    private static LockHolder live(ResultSet row, @Nullable Left recorded) throws SQLException {
        Integer pid = row.getInt("pid");
        @Nullable Left same = recorded != null && pid.equals(recorded.session()) ? recorded : null;
        return new LockHolder(
                LockHolder.State.LIVE,
                same == null ? text(row, "address") : same.host(),
                same == null ? null : same.process(),
                pid,
                text(row, "usename"),
                text(row, "application_name"),
                same == null ? instant(row, "backend_start") : same.since(),
                List.of());
    }

    private LockHolder withoutSession(Left left) throws SQLException {
        List<String> suspects =
                left.session() == null ? Sql.query(session, SUSPECTS, row -> row.getString(1)) : List.of();
        LockHolder.State state = suspects.isEmpty() ? LockHolder.State.GONE : LockHolder.State.UNKNOWN;
        return new LockHolder(state, left.host(), left.process(), left.session(), "", "", left.since(), suspects);
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** A wait that is reported and has an end. */
    private static final class Wait {

        private final MigrationListener listener;
        private final Patience patience;
        private final long began = System.nanoTime();
        private long nextReport = began;

        Wait(MigrationListener listener, Patience patience) {
            this.listener = listener;
            this.patience = patience;
        }

        /** @param other null if it has just ended */
        void forAnother(@Nullable LockHolder other) {
            long now = System.nanoTime();
            if (other != null && now - began >= patience.lock().toNanos()) {
                throw new ChangelogException(refusal(other, patience.lock()));
            }
            if (other != null && now - nextReport >= 0) {
                nextReport = now + patience.report().toNanos();
                listener.waitingForLock(other);
            }
            Patience.sleep(patience.poll());
        }

        private static String refusal(LockHolder other, Duration waited) {
            String held = "The lock of the change sets is held by " + other.describe() + ". It was not released within "
                    + waited.toSeconds() + " s. ";
            return other.state() == LockHolder.State.LIVE
                    ? held + "Its session is open. Wait until that migration ends, or end it with:"
                            + " ./conserje db unlock --force"
                    : held + "An older version took it and did not say in which session. It may be one of these: "
                            + String.join("; ", other.suspects())
                            + ". If none of them is a migration: ./conserje db unlock --force";
        }
    }
}
