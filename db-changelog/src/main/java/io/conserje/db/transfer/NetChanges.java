package io.conserje.db.transfer;

import io.conserje.db.transfer.Change.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The last state of each row of one table that was changed: many changes of a row are one here. Not thread-safe.
 */
final class NetChanges {

    /**
     * The last state of a row.
     *
     * @param row in the order of the table's columns; null if it was deleted
     * @param fromKey where the target has the values that were not sent
     */
    record Net(@Nullable List<Value> row, List<String> fromKey) {

        boolean isComplete() {
            return row == null || row.stream().allMatch(Value::isSent);
        }
    }

    private final Table table;
    private final Map<List<String>, Net> rows = new LinkedHashMap<>();

    NetChanges(Table table) {
        this.table = table;
    }

    Table table() {
        return table;
    }

    /** By key, in which each touched key is once. */
    Map<List<String>, Net> rows() {
        return rows;
    }

    void written(List<Value> row) {
        List<String> key = keyOf(row);
        rows.put(key, new Net(row, key));
    }

    /** @param oldKey null if the key did not change */
    void updated(@Nullable List<String> oldKey, List<Value> row) {
        List<String> key = keyOf(row);
        List<String> before = oldKey == null ? key : oldKey;
        Net known = rows.get(before);
        Net net = known == null || known.row() == null
                ? new Net(row, before)
                : new Net(merged(known.row(), row), known.fromKey());
        if (oldKey != null) {
            deleted(oldKey);
        }
        rows.put(key, net);
    }

    void deleted(List<String> key) {
        rows.put(key, new Net(null, key));
    }

    /** Values that were not sent are those of the state before. */
    static List<Value> merged(List<Value> before, List<Value> row) {
        return IntStream.range(0, row.size())
                .mapToObj(i -> row.get(i).isSent() ? row.get(i) : before.get(i))
                .toList();
    }

    List<String> keyOf(List<Value> row) {
        return table.key().stream()
                .map(column -> row.get(table.indexOf(column)).text())
                .map(NetChanges::present)
                .toList();
    }

    private static String present(@Nullable String part) {
        if (part == null) {
            throw new IllegalStateException("A change has no key");
        }
        return part;
    }
}
