package io.conserje.db.transfer;

import io.conserje.db.transfer.TransferOptions.Mode;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * How far a transfer has come, kept in the target's schema {@code conserje_transfer}: one run at a time, its options and
 * step, the last key of each table, and the position in the source's log. What is recorded commits together with what it
 * tells of.
 */
final class TransferLog {

    /** The steps of a transfer in their order. */
    enum Step {
        /** Rows are copied. */
        COPY,
        /** The target follows the source. */
        FOLLOW,
        /** The source takes no writes, and its last changes are applied. */
        FREEZE,
        /** Both sides are compared. */
        VERIFY,
        /** The target has every row, and is about to be opened. */
        OPEN,
        FINISHED,
        ABORTED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isUnfinished() {
            return compareTo(FINISHED) < 0;
        }
    }

    /**
     * A run as it is recorded.
     *
     * @param id also marks the target, so that a target that is the source is recognised
     * @param isWayBack whether the target is the source of an earlier transfer and has its rows from then
     * @param committedAt when the last change that the target has was committed; null before the first
     */
    record Run(
            UUID id,
            Step step,
            Instant since,
            TransferOptions options,
            boolean isWayBack,
            @Nullable Instant committedAt) {

        /** Why nothing else can be done with a database into which this run leads, and what ends it. */
        String unfinishedInto() {
            String hotels = options.tenants().isEmpty() ? "its hotels" : String.join(", ", options.tenants());
            return isWayBack
                    ? "this database follows the one that " + hotels
                            + " moved to: the way back was kept. Bring back what"
                            + " was written there with: ./conserje db transfer run --resume, or end the way back with:"
                            + " ./conserje db transfer abort, each with --from the other database and --to this one."
                    : "a transfer of " + hotels + " into this database was begun and has not ended, so its rows are not"
                            + " complete. Go on with: ./conserje db transfer run --resume, or undo it with: ./conserje db"
                            + " transfer abort, each with --to this database.";
        }
    }

    private static final List<String> TABLES = List.of(
            "create schema if not exists conserje_transfer",
            "revoke all on schema conserje_transfer from public",
            """
            create table if not exists conserje_transfer.runs (
              run_id uuid primary key,
              step text not null,
              mode text not null,
              tenants text[] not null,
              drain_ms bigint not null,
              keeps_way_back boolean not null,
              verifies_first boolean not null,
              is_way_back boolean not null,
              applied_lsn pg_lsn not null default '0/0',
              committed_at timestamptz,
              begun_at timestamptz not null default clock_timestamp(),
              step_at timestamptz not null default clock_timestamp()
            )
            """,
            """
            create table if not exists conserje_transfer.copied (
              run_id uuid not null references conserje_transfer.runs,
              table_name text not null,
              snapshot text not null,
              last_key text[] not null,
              rows bigint not null,
              is_done boolean not null,
              primary key (run_id, table_name)
            )
            """);

    private final Session target;
    private final UUID run;

    private TransferLog(Session target, UUID run) {
        this.target = target;
        this.run = run;
    }

    /** Creates the tables of the log, if they are missing. */
    static void prepare(Session target) throws SQLException {
        for (String statement : TABLES) {
            target.run(statement);
        }
    }

    /** Begins a run. Does nothing if it was begun. */
    static TransferLog begin(Session target, UUID id, Step step, TransferOptions options, boolean isWayBack)
            throws SQLException {
        prepare(target);
        target.change(
                "insert into conserje_transfer.runs (run_id, step, mode, tenants, drain_ms, keeps_way_back, verifies_first,"
                        + " is_way_back) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (run_id) do nothing",
                id,
                step.label(),
                options.mode().name().toLowerCase(Locale.ROOT),
                target.connection().createArrayOf("text", options.tenants().toArray()),
                options.drain().toMillis(),
                options.keepWayBack(),
                options.verifyFirst(),
                isWayBack);
        return new TransferLog(target, id);
    }

    /** The log of a run that was begun, as another session writes it. */
    static TransferLog of(Session target, UUID run) {
        return new TransferLog(target, run);
    }

    /** The run that was begun last, if the database was ever a target. */
    static Optional<Run> last(Session database) throws SQLException {
        if (!database.isTrue("select to_regclass('conserje_transfer.runs') is not null")) {
            return Optional.empty();
        }
        try (PreparedStatement statement = database.connection()
                        .prepareStatement("select run_id, step, step_at, mode, tenants, drain_ms, keeps_way_back,"
                                + " verifies_first, is_way_back, committed_at from conserje_transfer.runs"
                                + " order by begun_at desc limit 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(run(row)) : Optional.empty();
        }
    }

    /** The run that was begun last, if it has not ended. */
    static Optional<Run> unfinished(Session database) throws SQLException {
        return last(database).filter(run -> run.step().isUnfinished());
    }

    private static Run run(ResultSet row) throws SQLException {
        TransferOptions options = new TransferOptions(
                Mode.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                texts(row.getArray(5)),
                Duration.ofMillis(row.getLong(6)),
                row.getBoolean(7),
                row.getBoolean(8));
        return new Run(
                row.getObject(1, UUID.class),
                Step.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getTimestamp(3).toInstant(),
                options,
                row.getBoolean(9),
                row.getTimestamp(10) == null ? null : row.getTimestamp(10).toInstant());
    }

    /** Whether this database is the target of the run. */
    static boolean isMarked(Session database, UUID run) throws SQLException {
        return database.isTrue("select to_regclass('conserje_transfer.runs') is not null")
                && database.isTrue("select exists (select from conserje_transfer.runs where run_id = ?)", run);
    }

    UUID run() {
        return run;
    }

    Step step() throws SQLException {
        return Step.valueOf(target.text("select step from conserje_transfer.runs where run_id = ?", run)
                .toUpperCase(Locale.ROOT));
    }

    void enter(Step step) throws SQLException {
        target.change(
                "update conserje_transfer.runs set step = ?, step_at = clock_timestamp() where run_id = ?",
                step.label(),
                run);
    }

    /** How far the copy of a table has come. */
    record Copied(List<String> lastKey, boolean isDone) {}

    /** Empty if no row of the table is durable in the target. */
    Optional<Copied> copied(Table table) throws SQLException {
        try (PreparedStatement statement = target.connection()
                .prepareStatement("select last_key, is_done from conserje_transfer.copied where run_id = ? and"
                        + " table_name = ?")) {
            statement.setObject(1, run);
            statement.setString(2, table.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Copied(texts(row.getArray(1)), row.getBoolean(2)))
                        : Optional.empty();
            }
        }
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    /**
     * Records a chunk. The caller's transaction is the one that wrote it. The first snapshot of a table is kept: rows that a
     * later one saw take the changes between both once more, and end the same.
     *
     * @param snapshot what the copy reads
     * @param isDone whether it was the last chunk
     */
    void recordChunk(Table table, String snapshot, List<String> lastKey, long rows, boolean isDone)
            throws SQLException {
        target.change(
                "insert into conserje_transfer.copied as c (run_id, table_name, snapshot, last_key, rows, is_done)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict (run_id, table_name) do update"
                        + " set last_key = excluded.last_key, rows = c.rows + excluded.rows, is_done = excluded.is_done",
                run,
                table.name(),
                snapshot,
                target.connection().createArrayOf("text", lastKey.toArray()),
                rows,
                isDone);
    }

    /** Forgets the copy of a table, whose rows the caller removes in the same transaction. */
    void forgetCopy(Table table) throws SQLException {
        target.change("delete from conserje_transfer.copied where run_id = ? and table_name = ?", run, table.name());
    }

    /** The transactions that the copy of each table saw, by the table's name. */
    Map<String, SeenTransactions> seenTransactions() throws SQLException {
        Map<String, SeenTransactions> seen = new HashMap<>();
        for (String line : target.texts(
                "select table_name || ' ' || snapshot from conserje_transfer.copied where run_id = ?", run)) {
            int space = line.lastIndexOf(' ');
            seen.put(line.substring(0, space), SeenTransactions.of(line.substring(space + 1)));
        }
        return seen;
    }

    long rowsCopied() throws SQLException {
        return Long.parseLong(
                target.text("select coalesce(sum(rows), 0) from conserje_transfer.copied where run_id = ?", run));
    }

    /** Where the source's log goes on after the last transaction that the target has; 0 before the first. */
    long appliedLsn() throws SQLException {
        return LogSequenceNumber.valueOf(
                        target.text("select applied_lsn::text from conserje_transfer.runs where run_id = ?", run))
                .asLong();
    }

    /** Records a position. The caller's transaction is the one that applied the changes before it. */
    void recordApplied(long lsn, Instant committedAt) throws SQLException {
        target.change(
                "update conserje_transfer.runs set applied_lsn = ?::pg_lsn, committed_at = ? where run_id = ?",
                LogSequenceNumber.valueOf(lsn).asString(),
                committedAt.atOffset(ZoneOffset.UTC),
                run);
    }
}
