package io.conserje.db.transfer;

import io.conserje.db.transfer.Change.Begin;
import io.conserje.db.transfer.Change.Commit;
import io.conserje.db.transfer.Change.Delete;
import io.conserje.db.transfer.Change.Insert;
import io.conserje.db.transfer.Change.Other;
import io.conserje.db.transfer.Change.Relation;
import io.conserje.db.transfer.Change.Truncate;
import io.conserje.db.transfer.Change.Update;
import io.conserje.db.transfer.Change.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of PostgreSQL's own output plugin, version 1.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical replication message
 *     formats</a>
 */
final class PgOutput {

    /** Times count from here, in microseconds. */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private PgOutput() {}

    static Change read(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        return switch (in.get()) {
            case 'B' -> new Begin(in.getLong(), EPOCH.plus(in.getLong(), ChronoUnit.MICROS), in.getInt());
            case 'C' -> commit(in);
            case 'R' -> relation(in);
            case 'I' -> new Insert(in.getInt(), newRow(in));
            case 'U' -> update(in);
            case 'D' -> delete(in);
            case 'T' -> truncate(in);
            default -> new Other();
        };
    }

    private static Commit commit(ByteBuffer in) {
        in.get(); // flags, of which there are none
        in.getLong(); // where the commit is
        return new Commit(in.getLong());
    }

    private static Relation relation(ByteBuffer in) {
        int id = in.getInt();
        String schema = text(in);
        String table = text(in);
        in.get(); // the replica identity
        List<String> columns = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            in.get(); // whether it is in the key
            columns.add(text(in));
            in.getInt(); // its type
            in.getInt(); // its type's modifier
        }
        return new Relation(id, schema, table, columns);
    }

    private static Update update(ByteBuffer in) {
        int relation = in.getInt();
        @Nullable List<Value> oldKey = null;
        byte kind = in.get();
        if (kind == 'K' || kind == 'O') {
            oldKey = row(in);
            kind = in.get();
        }
        if (kind != 'N') {
            throw new IllegalStateException("An update has no new row");
        }
        return new Update(relation, oldKey, row(in));
    }

    private static Delete delete(ByteBuffer in) {
        int relation = in.getInt();
        in.get(); // 'K' or 'O': the key is set in both
        return new Delete(relation, row(in));
    }

    private static Truncate truncate(ByteBuffer in) {
        int count = in.getInt();
        in.get(); // options: the tables that they add are named
        List<Integer> relations = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            relations.add(in.getInt());
        }
        return new Truncate(relations);
    }

    private static List<Value> newRow(ByteBuffer in) {
        in.get(); // 'N'
        return row(in);
    }

    private static List<Value> row(ByteBuffer in) {
        List<Value> values = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            values.add(value(in));
        }
        return values;
    }

    private static Value value(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case 'n' -> Value.NULL;
            case 'u' -> Value.UNCHANGED;
            case 't' -> {
                byte[] bytes = new byte[in.getInt()];
                in.get(bytes);
                yield new Value(new String(bytes, StandardCharsets.UTF_8), true);
            }
            default -> throw new IllegalStateException("A value of the unknown kind " + (char) kind);
        };
    }

    private static String text(ByteBuffer in) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte next = in.get(); next != 0; next = in.get()) {
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
