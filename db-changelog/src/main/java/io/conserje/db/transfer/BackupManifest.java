package io.conserje.db.transfer;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a backup holds. In the file it is a text of lines, each a name, a colon and a value, always in the same order.
 *
 * @param serverVersion of the database that was read, as it spells it
 * @param takenAt the moment of the rows, by the server's clock
 * @param transactions those that were visible, as {@code pg_current_snapshot()} spells them
 * @param allHotels whether these are all hotels of that database
 * @param hotels their ids, in order
 * @param changeSets those that were applied, in their order
 * @param identities the next value of each identity column
 * @param parts the tables, each after those that it refers to
 */
public record BackupManifest(
        String serverVersion,
        Instant takenAt,
        String transactions,
        boolean allHotels,
        List<String> hotels,
        List<String> changeSets,
        List<Identity> identities,
        List<Part> parts) {

    /** The number of this format. It changes when an older reader could not restore the file. */
    static final int FORMAT = 1;

    /** An identity column, and the number that it gives next. */
    public record Identity(String table, String column, long next) {}

    /**
     * The rows of one table.
     *
     * @param columns each a name, a space and a type, in the order of the rows' fields
     * @param checksum the sum of the rows' hashes, see {@link RowSum}
     * @param bytes the size of the binary COPY, not compressed
     * @param sha256 of the binary COPY, not compressed
     */
    public record Part(String table, List<String> columns, long rows, String checksum, long bytes, String sha256) {}

    /** The rows of all tables. */
    public long rows() {
        return parts.stream().mapToLong(Part::rows).sum();
    }

    String write() {
        StringBuilder text = new StringBuilder();
        line(text, "format", FORMAT);
        line(text, "server", serverVersion);
        line(text, "taken-at", takenAt);
        line(text, "snapshot", transactions);
        line(text, "hotels", allHotels ? "all" : "some");
        hotels.forEach(hotel -> line(text, "hotel", hotel));
        changeSets.forEach(changeSet -> line(text, "change-set", changeSet));
        identities.forEach(
                identity -> line(text, "identity", identity.table() + " " + identity.column() + " " + identity.next()));
        for (Part part : parts) {
            line(text, "table", part.table());
            part.columns().forEach(column -> line(text, "column", column));
            line(text, "rows", part.rows());
            line(text, "checksum", part.checksum());
            line(text, "bytes", part.bytes());
            line(text, "sha256", part.sha256());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    /** @throws BackupException if it is not what {@link #write} writes */
    static BackupManifest read(String text) {
        try {
            BackupManifest manifest = new Lines(text).manifest();
            if (manifest.write().equals(text)) {
                return manifest;
            }
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException unreadable) {
            throw new BackupException("The manifest of the backup cannot be read.", unreadable);
        }
        throw new BackupException("The manifest of the backup has lines that this version does not know.");
    }

    /** The lines that are still to be read. */
    private static final class Lines {

        private final Iterator<String> lines;
        private String name = "";
        private String value = "";

        Lines(String text) {
            this.lines = text.lines().iterator();
            advance();
        }

        private void advance() {
            String line = lines.hasNext() ? lines.next() : ": ";
            int colon = line.indexOf(": ");
            name = line.substring(0, colon);
            value = line.substring(colon + 2);
        }

        private String one(String expected) {
            if (!name.equals(expected)) {
                throw new IllegalArgumentException("\"" + expected + "\" is missing before \"" + name + "\"");
            }
            String read = value;
            advance();
            return read;
        }

        private List<String> all(String expected) {
            List<String> values = new ArrayList<>();
            while (name.equals(expected)) {
                values.add(one(expected));
            }
            return values;
        }

        BackupManifest manifest() {
            one("format");
            return new BackupManifest(
                    one("server"),
                    Instant.parse(one("taken-at")),
                    one("snapshot"),
                    one("hotels").equals("all"),
                    all("hotel"),
                    all("change-set"),
                    all("identity").stream().map(Lines::identity).toList(),
                    parts());
        }

        private static Identity identity(String line) {
            String[] words = line.split(" ", -1);
            return new Identity(words[0], words[1], Long.parseLong(words[2]));
        }

        private List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            while (name.equals("table")) {
                parts.add(new Part(
                        one("table"),
                        all("column"),
                        Long.parseLong(one("rows")),
                        one("checksum"),
                        Long.parseLong(one("bytes")),
                        one("sha256")));
            }
            return parts;
        }
    }
}
