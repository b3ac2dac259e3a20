package io.conserje.db.transfer;

import io.conserje.db.transfer.TransferLog.Copied;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.Utils;

/**
 * Copies one table in the order of its primary key, chunk by chunk. Each chunk is written in a transaction that also records
 * the last key of the chunk, so that a copy which was cut goes on after it, and neither doubles nor loses a row.
 */
final class CopyTable {

    /** A chunk ends with the row that reaches this size. It bounds what is repeated after a cut, not the memory. */
    private static final int CHUNK_BYTES = 4 * 1024 * 1024;

    /** Rows are sent to the server in pieces of about this size. */
    private static final int BATCH_BYTES = 64 * 1024;

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
        CopyOut out = copyManager(source.connection()).copyOut(selection(key));
        try {
            Rows rows = new Rows(out);
            while (rows.hasNext()) {
                progress.accept(target.atomically(() -> writeChunk(rows, snapshot)));
            }
        } finally {
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
    }

    private long writeChunk(Rows rows, String snapshot) throws SQLException {
        CopyIn in = copyManager(target.connection())
                .copyIn("copy " + table.qualifiedName() + " (" + table.columnList() + ") from stdin (format binary)");
        try {
            long written = write(rows, in);
            in.endCopy();
            log.recordChunk(table, snapshot, rows.lastKey(), written, !rows.hasNext());
            return written;
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    private static long write(Rows rows, CopyIn in) throws SQLException {
        Batch batch = new Batch(in);
        batch.add(BinaryRow.HEADER);
        long count = 0;
        while (rows.hasNext() && batch.total() < CHUNK_BYTES) {
            batch.add(rows.next().bytes());
            count++;
        }
        batch.add(BinaryRow.TRAILER);
        batch.flush();
        return count;
    }

    private String selection(List<String> after) throws SQLException {
        String key =
                table.key().stream().map(column -> "t." + Table.quoted(column)).collect(Collectors.joining(", "));
        String keyAsText = table.key().stream()
                .map(column -> "t." + Table.quoted(column) + "::text")
                .collect(Collectors.joining(", "));
        return "copy (select " + keyAsText + ", " + table.columnList() + " from " + table.rows() + " t"
                + (after.isEmpty() ? "" : " where (" + key + ") > (" + literals(after) + ")")
                + " order by " + key + ") to stdout (format binary)";
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

    private static CopyManager copyManager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Rows of the source, one ahead, so that the end is known before a chunk begins. */
    private final class Rows {

        private final CopyOut out;
        private @Nullable BinaryRow next;
        private List<String> lastKey = List.of();

        Rows(CopyOut out) throws SQLException {
            this.out = out;
            byte[] first = out.readFromCopy();
            this.next = first == null ? null : read(first, BinaryRow.HEADER.length);
        }

        private @Nullable BinaryRow read(byte[] bytes, int offset) throws SQLException {
            if (bytes.length == offset) {
                byte[] following = out.readFromCopy();
                return following == null ? null : read(following, 0);
            }
            if (BinaryRow.isTrailer(bytes, offset)) {
                // The driver has to see the end of the copy.
                while (out.readFromCopy() != null) {}
                return null;
            }
            return BinaryRow.read(bytes, offset, table.key().size());
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
            byte[] bytes = out.readFromCopy();
            next = bytes == null ? null : read(bytes, 0);
            return row;
        }

        List<String> lastKey() {
            return lastKey;
        }
    }

    /** Joins small rows: one message to the server for each row would cost most of the time. */
    private static final class Batch {

        private final CopyIn in;
        private final byte[] buffer = new byte[BATCH_BYTES];
        private int filled;
        private long total;

        Batch(CopyIn in) {
            this.in = in;
        }

        void add(byte[] bytes) throws SQLException {
            total += bytes.length;
            if (filled + bytes.length > buffer.length) {
                flush();
            }
            if (bytes.length > buffer.length) {
                in.writeToCopy(bytes, 0, bytes.length);
            } else {
                System.arraycopy(bytes, 0, buffer, filled, bytes.length);
                filled += bytes.length;
            }
        }

        void flush() throws SQLException {
            if (filled > 0) {
                in.writeToCopy(buffer, 0, filled);
                filled = 0;
            }
        }

        long total() {
            return total;
        }
    }
}
