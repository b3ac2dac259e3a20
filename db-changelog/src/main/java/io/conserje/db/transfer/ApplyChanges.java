package io.conserje.db.transfer;

import io.conserje.db.transfer.Change.Value;
import io.conserje.db.transfer.NetChanges.Net;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes net changes to the target: for each table one statement removes the rows that were touched, and one writes their
 * last states. So a value of a unique index may go from one row to another, and the number of round trips does not grow with
 * the number of changes.
 */
final class ApplyChanges {

    private final Session target;

    /** @param target a session without triggers */
    ApplyChanges(Session target) {
        this.target = target;
    }

    void apply(NetChanges changes) throws SQLException {
        Table table = changes.table();
        Map<List<String>, Net> rows = completed(table, changes.rows());
        delete(table, changes.rows().keySet());
        insert(
                table,
                rows.values().stream().map(Net::row).filter(Objects::nonNull).toList());
    }

    /** Fills in the values that were not sent. A row that the target does not have is deleted later in the stream. */
    private Map<List<String>, Net> completed(Table table, Map<List<String>, Net> rows) throws SQLException {
        List<List<String>> wanted = rows.values().stream()
                .filter(net -> !net.isComplete())
                .map(Net::fromKey)
                .distinct()
                .toList();
        if (wanted.isEmpty()) {
            return rows;
        }
        Map<List<String>, List<Value>> known = read(table, wanted);
        Map<List<String>, Net> completed = new LinkedHashMap<>();
        rows.forEach((key, net) -> {
            List<Value> row = net.row();
            List<Value> before = known.get(net.fromKey());
            if (row == null || net.isComplete()) {
                completed.put(key, net);
            } else if (before != null) {
                completed.put(key, new Net(NetChanges.merged(before, row), key));
            }
        });
        return completed;
    }

    private Map<List<String>, List<Value>> read(Table table, List<List<String>> keys) throws SQLException {
        String columns = table.columns().stream()
                .map(column -> "t." + Table.quoted(column.name()) + "::text")
                .collect(Collectors.joining(", "));
        Map<List<String>, List<Value>> found = new LinkedHashMap<>();
        try (PreparedStatement statement = target.connection()
                .prepareStatement("select " + columns + " from " + table.qualifiedName() + " t, " + keyTable(table)
                        + " where " + keysMatch(table))) {
            bindColumns(statement, keys, table.key().size());
            try (ResultSet rows = statement.executeQuery()) {
                NetChanges shape = new NetChanges(table);
                while (rows.next()) {
                    List<Value> row = new ArrayList<>();
                    for (int i = 1; i <= table.columns().size(); i++) {
                        row.add(new Value(rows.getString(i), true));
                    }
                    found.put(shape.keyOf(row), row);
                }
            }
        }
        return found;
    }

    private void delete(Table table, Collection<List<String>> keys) throws SQLException {
        try (PreparedStatement statement = target.connection()
                .prepareStatement("delete from " + table.qualifiedName() + " t using " + keyTable(table) + " where "
                        + keysMatch(table))) {
            bindColumns(statement, List.copyOf(keys), table.key().size());
            statement.executeUpdate();
        }
    }

    private void insert(Table table, List<List<Value>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        int width = table.columns().size();
        String values = IntStream.range(0, width)
                .mapToObj(i -> "r.c" + i + "::" + table.columns().get(i).type())
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement = target.connection()
                .prepareStatement("insert into " + table.qualifiedName() + " (" + table.columnList()
                        + ") overriding system value select " + values + " from " + unnest("r", "c", width))) {
            bindColumns(
                    statement,
                    rows.stream()
                            .map(row -> row.stream().map(Value::text).toList())
                            .toList(),
                    width);
            statement.executeUpdate();
        }
    }

    private static String keyTable(Table table) {
        return unnest("k", "k", table.key().size());
    }

    private static String unnest(String alias, String column, int width) {
        return IntStream.range(0, width).mapToObj(i -> "?::text[]").collect(Collectors.joining(", ", "unnest(", ") "))
                + alias
                + IntStream.range(0, width).mapToObj(i -> column + i).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String keysMatch(Table table) {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> "t." + Table.quoted(table.key().get(i)) + " = k.k" + i + "::"
                        + table.typeOf(table.key().get(i)))
                .collect(Collectors.joining(" and "));
    }

    /** Binds one array for each column. */
    private void bindColumns(PreparedStatement statement, List<? extends List<@Nullable String>> rows, int width)
            throws SQLException {
        for (int column = 0; column < width; column++) {
            @Nullable String[] values = new String[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row).get(column);
            }
            Array array = target.connection().createArrayOf("text", values);
            statement.setArray(column + 1, array);
        }
    }
}
