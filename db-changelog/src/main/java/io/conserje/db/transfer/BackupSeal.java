package io.conserje.db.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a backup: the comment of the archive, whose last 64 characters are the SHA-256 of every byte before them.
 * So a file that was cut, changed or added to is recognised, whichever byte it is.
 */
final class BackupSeal {

    private static final String NAME = "conserje-backup/";
    private static final Pattern COMMENT = Pattern.compile(NAME + "(\\d{1,6}) sha256 ([0-9a-f]{64})\\z");
    private static final int HASH_CHARACTERS = 64;
    private static final int MAX_COMMENT = 128;
    private static final int BUFFER_BYTES = 64 * 1024;

    private BackupSeal() {}

    /** The comment to give to the archive. {@link Output} replaces its last characters. */
    static String comment() {
        return NAME + BackupManifest.FORMAT + " sha256 " + "0".repeat(HASH_CHARACTERS);
    }

    /**
     * Checks a file.
     *
     * @throws BackupException if it is no backup, has another format, or is not as it was written
     * @throws IOException if it cannot be read
     */
    static void check(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            Matcher comment = COMMENT.matcher(ending(file));
            if (!comment.find()) {
                throw new BackupException(path + " is not a whole backup: it does not end with the seal of one. It is"
                        + " another kind of file, or was cut or added to. Give the file as db backup wrote it.");
            }
            if (Integer.parseInt(comment.group(1)) != BackupManifest.FORMAT) {
                throw new BackupException(path + " has format " + comment.group(1) + ", and this version reads format "
                        + BackupManifest.FORMAT + ". Restore it with the version of conserje that wrote it.");
            }
            if (!hash(file, file.length() - HASH_CHARACTERS).equals(comment.group(2))) {
                throw new BackupException(path + " was changed after it was written: its SHA-256 is another than"
                        + " the one at its end. Restore another backup; see: ./conserje db backups");
            }
        }
    }

    private static String ending(RandomAccessFile file) throws IOException {
        byte[] bytes = new byte[(int) Math.min(MAX_COMMENT, file.length())];
        file.seek(file.length() - bytes.length);
        file.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String hash(RandomAccessFile file, long length) throws IOException {
        MessageDigest digest = RowSum.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        file.seek(0);
        for (long left = length; left > 0; ) {
            int read = file.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("The file became shorter while it was read");
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Hashes what passes, and holds the last characters back until the hash is known. */
    static final class Output extends OutputStream {

        private final OutputStream out;
        private final MessageDigest digest = RowSum.sha256();
        private byte[] held = new byte[0];
        private long written;

        Output(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int passing = Math.max(0, held.length + length - HASH_CHARACTERS);
            int ofHeld = Math.min(held.length, passing);
            pass(held, 0, ofHeld);
            pass(bytes, offset, passing - ofHeld);
            int keptOfHeld = held.length - ofHeld;
            byte[] kept = Arrays.copyOfRange(held, ofHeld, ofHeld + keptOfHeld + length - (passing - ofHeld));
            System.arraycopy(bytes, offset + passing - ofHeld, kept, keptOfHeld, kept.length - keptOfHeld);
            held = kept;
        }

        private void pass(byte[] bytes, int offset, int length) throws IOException {
            digest.update(bytes, offset, length);
            out.write(bytes, offset, length);
            written += length;
        }

        /**
         * Writes the hash in place of the last characters.
         *
         * @return the SHA-256 of the whole file
         */
        String seal() throws IOException {
            try {
                MessageDigest whole = (MessageDigest) digest.clone();
                byte[] seal = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
                whole.update(seal);
                out.write(seal);
                written += seal.length;
                return HexFormat.of().formatHex(whole.digest());
            } catch (CloneNotSupportedException never) {
                throw new IllegalStateException("The JDK's SHA-256 can be cloned", never);
            }
        }

        long written() {
            return written;
        }
    }
}
