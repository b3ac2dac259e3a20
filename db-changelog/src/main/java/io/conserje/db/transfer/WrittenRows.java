package io.conserje.db.transfer;

import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table by binary COPY. Small rows travel together. Not thread-safe. */
final class WrittenRows implements AutoCloseable {

    private static final int BATCH_BYTES = 64 * 1024;

    private final CopyIn in;
    private final byte[] batch = new byte[BATCH_BYTES];
    private int filled;

    private WrittenRows(CopyIn in) {
        this.in = in;
    }

    /** @param table its name and columns, as a statement spells them */
    static WrittenRows into(Session session, String table) throws SQLException {
        WrittenRows rows = new WrittenRows(session.connection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " from stdin (format binary)"));
        rows.add(BinaryRow.HEADER);
        return rows;
    }

    void add(byte[] row) throws SQLException {
        if (filled + row.length > batch.length) {
            flush();
        }
        if (row.length > batch.length) {
            in.writeToCopy(row, 0, row.length);
        } else {
            System.arraycopy(row, 0, batch, filled, row.length);
            filled += row.length;
        }
    }

    private void flush() throws SQLException {
        if (filled > 0) {
            in.writeToCopy(batch, 0, filled);
            filled = 0;
        }
    }

    /** Ends the table: the server has checked every row. */
    void end() throws SQLException {
        add(BinaryRow.TRAILER);
        flush();
        in.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (in.isActive()) {
            in.cancelCopy();
        }
    }
}
