package io.conserje.db.transfer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * Sums up rows in the form in which binary COPY has them, whatever their order. It is computed here, not by a server,
 * so that it is the same for every version of PostgreSQL. Not thread-safe.
 */
final class RowSum {

    private final MessageDigest hash = sha256();
    private long rows;
    private long high;
    private long low;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java has SHA-256", missing);
        }
    }

    /** Adds a row: the two sums grow by the first and the second eight bytes of its SHA-256, and overflow. */
    void add(byte[] row) {
        ByteBuffer hashed = ByteBuffer.wrap(hash.digest(row));
        rows++;
        high += hashed.getLong();
        low += hashed.getLong();
    }

    long rows() {
        return rows;
    }

    /** The two sums in hexadecimal. */
    String checksum() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
}
