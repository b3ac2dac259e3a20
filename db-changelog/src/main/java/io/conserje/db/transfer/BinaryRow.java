package io.conserje.db.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of {@code COPY ... (FORMAT binary)} whose first fields are its key as text, and the rest the row itself.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, "Binary Format"</a>
 */
final class BinaryRow {

    /** What begins a binary stream: the signature, no flags, no extension. */
    static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** What ends a binary stream: a count of fields of -1. */
    static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    private static final int FIELD_COUNT_BYTES = Short.BYTES;

    private final List<String> key;
    private final byte[] bytes;

    private BinaryRow(List<String> key, byte[] bytes) {
        this.key = key;
        this.bytes = bytes;
    }

    List<String> key() {
        return key;
    }

    /** The row without its key, as COPY takes it; not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether this part of the stream, which starts at a row's beginning, is the trailer. */
    static boolean isTrailer(byte[] bytes, int offset) {
        return bytes.length - offset >= FIELD_COUNT_BYTES
                && ByteBuffer.wrap(bytes).getShort(offset) == -1;
    }

    /**
     * Parts a row into its key and itself.
     *
     * @param keyFields how many fields the key has
     */
    static BinaryRow read(byte[] bytes, int keyFields) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        int fields = row.getShort();
        List<String> key = new ArrayList<>(keyFields);
        for (int field = 0; field < keyFields; field++) {
            byte[] text = new byte[row.getInt()];
            row.get(text);
            key.add(new String(text, StandardCharsets.UTF_8));
        }
        ByteBuffer rest = ByteBuffer.allocate(FIELD_COUNT_BYTES + row.remaining());
        rest.putShort((short) (fields - keyFields)).put(row);
        return new BinaryRow(key, rest.array());
    }
}
