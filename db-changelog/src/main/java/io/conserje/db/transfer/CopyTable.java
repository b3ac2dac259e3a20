package io.conserje.db.transfer;

import io.conserje.db.transfer.TransferLog.Copied;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Utils;

/**
 * Copies one table in the order of its primary key, chunk by chunk. Each chunk is written in a transaction that also records
 * the last key of the chunk, so that a copy which was cut goes on after it, and neither doubles nor loses a row.
 */
final class CopyTable {

    /** A chunk ends with the row that reaches this size. It bounds what is repeated after a cut, not the memory. */
    private static final int CHUNK_BYTES = 4 * 1024 * 1024;

    private final Table table;
    private final Session source;
    private final Session target;
    private final TransferLog log;

    CopyTable(Table table, Session source, Session target, TransferLog log) {
        this.table = table;
        this.source = source;
        this.target = target;
        this.log = log;
    }

    /**
     * Copies what is not copied yet. The whole copy reads one state of the source.
     *
     * @param progress receives the number of rows of each chunk when it is durable
     */
    void copy(LongConsumer progress) throws SQLException {
        Optional<Copied> copied = log.copied(table);
        if (copied.isPresent() && copied.get().isDone()) {
            return;
        }
        source.reading(() -> {
            String snapshot = source.text("select pg_current_snapshot()::text");
            copyAfter(copied.map(Copied::lastKey).orElse(List.of()), snapshot, progress);
            return true;
        });
    }

    private void copyAfter(List<String> key, String snapshot, LongConsumer progress) throws SQLException {
        try (CopiedRows copied = CopiedRows.of(source, selection(key))) {
            Rows rows = new Rows(copied);
            while (rows.hasNext()) {
                progress.accept(target.atomically(() -> writeChunk(rows, snapshot)));
            }
        }
    }

    private long writeChunk(Rows rows, String snapshot) throws SQLException {
        long written = 0;
        try (WrittenRows out = WrittenRows.into(target, table.qualifiedName() + " (" + table.columnList() + ")")) {
            for (long bytes = 0; rows.hasNext() && bytes < CHUNK_BYTES; written++) {
                byte[] row = rows.next().bytes();
                out.add(row);
                bytes += row.length;
            }
            out.end();
        }
        log.recordChunk(table, snapshot, rows.lastKey(), written, !rows.hasNext());
        return written;
    }

    private String selection(List<String> after) throws SQLException {
        String key =
                table.key().stream().map(column -> "t." + Table.quoted(column)).collect(Collectors.joining(", "));
        String keyAsText = table.key().stream()
                .map(column -> "t." + Table.quoted(column) + "::text")
                .collect(Collectors.joining(", "));
        return "select " + keyAsText + ", " + table.columnList() + " from " + table.rows() + " t"
                + (after.isEmpty() ? "" : " where (" + key + ") > (" + literals(after) + ")")
                + " order by " + key;
    }

    /** COPY takes no bind values. */
    private String literals(List<String> values) throws SQLException {
        StringBuilder literals = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            literals.append(i == 0 ? "'" : ", '");
            Utils.escapeLiteral(literals, values.get(i), true);
            literals.append("'::").append(table.typeOf(table.key().get(i)));
        }
        return literals.toString();
    }

    /** Rows of the source, one ahead, so that the end is known before a chunk begins. */
    private final class Rows {

        private final CopiedRows copied;
        private @Nullable BinaryRow next;
        private List<String> lastKey = List.of();

        Rows(CopiedRows copied) throws SQLException {
            this.copied = copied;
            this.next = read();
        }

        private @Nullable BinaryRow read() throws SQLException {
            byte[] row = copied.next();
            return row == null ? null : BinaryRow.read(row, table.key().size());
        }

        boolean hasNext() {
            return next != null;
        }

        BinaryRow next() throws SQLException {
            BinaryRow row = next;
            if (row == null) {
                throw new IllegalStateException("The source has no more rows of " + table.name());
            }
            lastKey = row.key();
            next = read();
            return row;
        }

        List<String> lastKey() {
            return lastKey;
        }
    }
}
