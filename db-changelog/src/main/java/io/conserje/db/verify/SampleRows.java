package io.conserje.db.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Generates rows that a table accepts, from its columns and checks. A column gets a value of its type, or the first
 * value that a check lists. A foreign key refers to a row generated before.
 */
final class SampleRows {

    /** A column that needs a value. */
    private record Column(
            String name, String type, int length, @Nullable String listed, boolean isEnum) {}

    private static final Pattern LISTED = Pattern.compile("ARRAY\\['((?:[^']|'')*)'");

    private static final String COLUMNS = """
            select a.attname, format_type(a.atttypid, null), greatest(a.atttypmod - 4, 0), t.typtype = 'e',
                   (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
                    where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum])
            from pg_attribute a
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
              and (a.attnotnull and d.oid is null and a.attidentity = '' or a.attname = 'tenant_id')
            order by a.attnum
            """;

    private static final String FOREIGN_KEYS = """
            select mine.attname, f.confrelid::regclass::text, theirs.attname
            from pg_constraint f
            cross join lateral unnest(f.conkey, f.confkey) as k (mine, theirs)
            join pg_attribute mine on mine.attrelid = f.conrelid and mine.attnum = k.mine
            join pg_attribute theirs on theirs.attrelid = f.confrelid and theirs.attnum = k.theirs
            where f.conrelid = ?::regclass and f.contype = 'f' and mine.attname <> 'tenant_id'
            """;

    private final Connection connection;
    private int made;

    SampleRows(Connection connection) {
        this.connection = connection;
    }

    /**
     * A statement that inserts a new row for a tenant. Call it in a scope that sees the rows that the new row refers
     * to.
     */
    String insert(String table, String tenant) throws SQLException {
        made++;
        Map<String, String> values = new LinkedHashMap<>();
        List<Column> columns = columnsOf(table);
        for (int place = 0; place < columns.size(); place++) {
            Column column = columns.get(place);
            values.put(column.name(), column.name().equals("tenant_id") ? literal(tenant) : value(column, place));
        }
        values.putAll(pointers(table, tenant));
        return "insert into " + table + " (" + String.join(", ", quoted(values.keySet())) + ") values ("
                + String.join(", ", values.values()) + ")";
    }

    private List<Column> columnsOf(String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getInt(3),
                            listed(rows.getString(5)),
                            rows.getBoolean(4)));
                }
            }
        }
        return columns;
    }

    private static @Nullable String listed(@Nullable String checks) {
        Matcher matcher = LISTED.matcher(checks == null ? "" : checks);
        return matcher.find() ? matcher.group(1) : null;
    }

    /** Later columns get later dates and times, so that ranges begin before they end. */
    private String value(Column column, int place) {
        if (column.listed() != null) {
            return "'" + column.listed() + "'";
        }
        if (column.isEnum()) {
            return "(enum_range(null::" + column.type() + "))[1]";
        }
        return switch (column.type()) {
            case "text", "character varying", "character" -> literal(text(column.length()));
            case "uuid" -> "gen_random_uuid()";
            case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> String.valueOf(made);
            case "boolean" -> "false";
            case "timestamp with time zone", "timestamp without time zone" ->
                "now() + interval '" + (made * 100 + place) + " minutes'";
            case "date" -> "current_date + " + (made * 100 + place);
            case "time without time zone" -> "'12:00'";
            case "interval" -> "interval '1 minute'";
            case "json", "jsonb" -> "'{}'";
            case "bytea" -> "'\\x00'";
            case "daterange" ->
                "daterange(current_date + " + (made * 100 + place) + ", current_date + " + (made * 100 + place + 1)
                        + ")";
            case "tstzrange" ->
                "tstzrange(now() + interval '" + (made * 100 + place) + " minutes', now() + interval '"
                        + (made * 100 + place + 1) + " minutes')";
            case "inet", "cidr" -> "'127.0.0.1'";
            default -> column.type().endsWith("[]") ? array(column, place) : "'" + made + "'";
        };
    }

    /** An array of one element, as a check may refuse an empty one. */
    private String array(Column column, int place) {
        String element = column.type().substring(0, column.type().length() - 2);
        return "array[" + value(new Column(column.name(), element, column.length(), null, false), place) + "]::"
                + column.type();
    }

    private String text(int length) {
        String text = "verify-" + made;
        return length > 0 && text.length() > length ? text.substring(text.length() - length) : text;
    }

    private Map<String, String> pointers(String table, String tenant) throws SQLException {
        Map<String, String> pointers = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FOREIGN_KEYS)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String found = first(rows.getString(2), rows.getString(3), tenant);
                    if (found != null) {
                        pointers.put(rows.getString(1), literal(found));
                    }
                }
            }
        }
        return pointers;
    }

    private @Nullable String first(String table, String column, String tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + quoted(column) + "::text from " + table + " where tenant_id = ? limit 1")) {
            statement.setString(1, tenant);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private static List<String> quoted(Iterable<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add(quoted(name)));
        return quoted;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
