package io.conserje.db.transfer;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a transfer has come, kept in the target's schema {@code conserje_transfer}: one run at a time, its step, and the
 * last key of each table. What is recorded commits together with what it tells of.
 */
final class TransferLog {

    /** The steps of a transfer in their order. */
    enum Step {
        COPY,
        VERIFY,
        FINISHED,
        ABORTED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param id also marks the target, so that a target that is the source is recognised */
    record Run(UUID id, Step step) {}

    private static final List<String> TABLES = List.of(
            "create schema if not exists conserje_transfer",
            "revoke all on schema conserje_transfer from public",
            """
            create table if not exists conserje_transfer.runs (
              run_id uuid primary key,
              step text not null,
              begun_at timestamptz not null default now(),
              step_at timestamptz not null default now()
            )
            """,
            """
            create table if not exists conserje_transfer.copied (
              run_id uuid not null references conserje_transfer.runs,
              table_name text not null,
              last_key text[] not null,
              rows bigint not null,
              primary key (run_id, table_name)
            )
            """);

    private final Session target;
    private final UUID run;

    private TransferLog(Session target, UUID run) {
        this.target = target;
        this.run = run;
    }

    /** Begins a run. */
    static TransferLog begin(Session target, UUID id) throws SQLException {
        target.atomically(() -> {
            for (String statement : TABLES) {
                target.run(statement);
            }
            target.change("insert into conserje_transfer.runs (run_id, step) values (?, ?)", id, Step.COPY.label());
        });
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
        return database
                .texts("select run_id || ' ' || step from conserje_transfer.runs order by begun_at desc limit 1")
                .stream()
                .map(line -> line.split(" ", 2))
                .map(parts -> new Run(UUID.fromString(parts[0]), Step.valueOf(parts[1].toUpperCase(Locale.ROOT))))
                .findFirst();
    }

    /** Whether this database is the target of the run. */
    static boolean isMarked(Session database, UUID run) throws SQLException {
        return database.isTrue("select to_regclass('conserje_transfer.runs') is not null")
                && database.isTrue("select exists (select from conserje_transfer.runs where run_id = ?)", run);
    }

    UUID run() {
        return run;
    }

    void enter(Step step) throws SQLException {
        target.change(
                "update conserje_transfer.runs set step = ?, step_at = now() where run_id = ?", step.label(), run);
    }

    /** The last key of a table that is durable in the target; null if nothing is. */
    @Nullable
    List<String> lastKey(Table table) throws SQLException {
        try (PreparedStatement statement = target.connection()
                .prepareStatement(
                        "select last_key from conserje_transfer.copied where run_id = ? and table_name = ?")) {
            statement.setObject(1, run);
            statement.setString(2, table.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? keyOf(row.getArray(1)) : null;
            }
        }
    }

    private static List<String> keyOf(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    /** Records a chunk. The caller's transaction is the one that wrote it. */
    void recordChunk(Table table, List<String> lastKey, long rows) throws SQLException {
        target.change(
                "insert into conserje_transfer.copied as c (run_id, table_name, last_key, rows) values (?, ?, ?, ?)"
                        + " on conflict (run_id, table_name)"
                        + " do update set last_key = excluded.last_key, rows = c.rows + excluded.rows",
                run,
                table.name(),
                target.connection().createArrayOf("text", lastKey.toArray()),
                rows);
    }

    long rowsCopied(Table table) throws SQLException {
        return Long.parseLong(target.text(
                "select coalesce(sum(rows), 0) from conserje_transfer.copied where run_id = ? and table_name = ?",
                run,
                table.name()));
    }
}
