package io.conserje.db.transfer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of a binary COPY that was stored, one after the other. Memory is that of one row. Not thread-safe. */
final class StoredRows {

    private static final int FIRST_BUFFER = 8 * 1024;
    private static final int MAX_BUFFER = Integer.MAX_VALUE - 8;
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final DataInputStream in;
    private byte[] row = new byte[FIRST_BUFFER];
    private int filled;

    /** @throws IOException if it does not begin as a binary COPY does */
    StoredRows(InputStream in) throws IOException {
        this.in = new DataInputStream(in);
        if (!Arrays.equals(this.in.readNBytes(BinaryRow.HEADER.length), BinaryRow.HEADER)) {
            throw new IOException("It is no binary COPY");
        }
    }

    /** The next row; null after the last. */
    byte @Nullable [] next() throws IOException {
        filled = 0;
        read(Short.BYTES);
        int fields = ByteBuffer.wrap(row).getShort();
        if (fields == -1) {
            return null;
        }
        for (int field = 0; field < fields; field++) {
            int at = filled;
            read(LENGTH_BYTES);
            int length = ByteBuffer.wrap(row).getInt(at);
            if (length > 0) {
                read(length);
            }
        }
        return Arrays.copyOf(row, filled);
    }

    private void read(int bytes) throws IOException {
        if (bytes > row.length - filled) {
            int doubled = (int) Math.min(2L * row.length, MAX_BUFFER);
            row = Arrays.copyOf(row, Math.max(Math.addExact(filled, bytes), doubled));
        }
        in.readFully(row, filled, bytes);
        filled += bytes;
    }

    /** A field of a row as text, which no field of a key can lack. */
    static String text(byte[] row, int field) {
        ByteBuffer fields = ByteBuffer.wrap(row);
        fields.getShort();
        for (int before = 0; before < field; before++) {
            int length = fields.getInt();
            fields.position(fields.position() + Math.max(0, length));
        }
        byte[] text = new byte[fields.getInt()];
        fields.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
