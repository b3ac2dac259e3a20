package io.conserje.db.transfer;

import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** The rows that a query gives as binary COPY, one after the other. Not thread-safe. */
final class CopiedRows implements AutoCloseable {

    private final CopyOut out;
    private int beginning = BinaryRow.HEADER.length;
    private boolean ended;

    private CopiedRows(CopyOut out) {
        this.out = out;
    }

    static CopiedRows of(Session session, String query) throws SQLException {
        return new CopiedRows(session.connection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)"));
    }

    /** The next row; null after the last. */
    byte @Nullable [] next() throws SQLException {
        while (!ended) {
            byte[] message = out.readFromCopy();
            if (message == null) {
                ended = true;
            } else if (message.length > beginning && !BinaryRow.isTrailer(message, beginning)) {
                byte[] row = beginning == 0 ? message : Arrays.copyOfRange(message, beginning, message.length);
                beginning = 0;
                return row;
            } else {
                beginning = 0;
            }
        }
        return null;
    }

    @Override
    public void close() throws SQLException {
        if (out.isActive()) {
            out.cancelCopy();
        }
    }
}
