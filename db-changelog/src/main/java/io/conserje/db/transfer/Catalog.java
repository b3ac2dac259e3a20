package io.conserje.db.transfer;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the shape of schema {@code conserje}: its change sets and its tables. */
final class Catalog {

    private static final String TABLES = LocalTables.in("""
            with recursive tables as (
              select c.oid, c.relname
              from pg_class c
              where c.relnamespace = to_regnamespace('conserje') and c.relkind in ('r', 'p') and not c.relispartition
                and c.relname not like 'databasechangelog%' and c.relname not in $local
            ), depth (oid, level) as (
              select oid, 0 from tables
              union
              select f.conrelid, d.level + 1
              from depth d join pg_constraint f on f.confrelid = d.oid and f.contype = 'f' and f.conrelid <> f.confrelid
              where d.level < 20
            )
            select t.relname,
              (select array_agg(a.attname::text || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attname)
               from pg_attribute a
               where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
              (select array_agg(a.attname::text order by array_position(i.indkey::int2[], a.attnum))
               from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
               where i.indrelid = t.oid and i.indisprimary) as key,
              exists (select from pg_index i where i.indrelid = t.oid and i.indisunique and not i.indisprimary) as unique_beyond
            from tables t
            order by (select max(level) from depth d where d.oid = t.oid), t.relname
            """);

    private Catalog() {}

    /** The ids of the applied change sets in their order; empty if there is no schema. */
    static List<String> changeSets(Session session) throws SQLException {
        return session.isTrue("select to_regclass('conserje.databasechangelog') is not null")
                ? session.texts("select id from conserje.databasechangelog order by orderexecuted")
                : List.of();
    }

    /** All tables of hotels by name, each after those that it refers to. */
    static Map<String, Table> tables(Session session) throws SQLException {
        return tables(session, Scope.ALL);
    }

    /** All tables of hotels, of which only the rows in scope are looked at. */
    static Map<String, Table> tables(Session session, Scope scope) throws SQLException {
        Map<String, Table> tables = new LinkedHashMap<>();
        try (PreparedStatement statement = session.connection().prepareStatement(TABLES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                List<Table.Column> columns =
                        list(rows.getArray(2)).stream().map(Catalog::column).toList();
                tables.put(
                        rows.getString(1),
                        new Table(rows.getString(1), columns, list(rows.getArray(3)), rows.getBoolean(4), scope));
            }
        }
        return tables;
    }

    /** Whether this login sees and writes every row, whatever the policies say. */
    static boolean seesEveryRow(Session session) throws SQLException {
        return session.isTrue("select rolsuper or rolbypassrls from pg_roles where rolname = current_user");
    }

    /** Whether this login may do with every table what its owner may. */
    static boolean ownsTables(Session session) throws SQLException {
        return session.isTrue("select not exists (select from pg_class where relnamespace = to_regnamespace('conserje')"
                + " and relkind in ('r', 'p') and not pg_has_role(relowner, 'usage'))");
    }

    private static Table.Column column(String nameAndType) {
        int space = nameAndType.indexOf(' ');
        return new Table.Column(nameAndType.substring(0, space), nameAndType.substring(space + 1));
    }

    private static List<String> list(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
