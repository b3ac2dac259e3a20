package io.conserje.db.transfer;

import java.sql.SQLException;

/** Carries the state of identity columns: no copy of rows does. */
final class Sequences {

    private static final String COLUMNS = LocalTables.in("""
            select format('%I.%I', 'conserje', c.relname) || ' ' || a.attname
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'conserje'::regnamespace and c.relkind in ('r', 'p') and a.attidentity <> ''
              and not a.attisdropped and c.relname not in $local
            """);

    private Sequences() {}

    /** Lets each identity go on after the last number that the source gave or holds. */
    static void carry(Session source, Session target) throws SQLException {
        for (String line : source.texts(COLUMNS)) {
            String table = line.substring(0, line.lastIndexOf(' '));
            String column = line.substring(line.lastIndexOf(' ') + 1);
            String sequence = source.text("select pg_get_serial_sequence(?, ?)", table, column);
            long next = Long.parseLong(source.text("select greatest((select last_value + is_called::int from "
                    + sequence + "), (select coalesce(max(" + Table.quoted(column) + "), 0) + 1 from " + table + "))"));
            target.text("select setval(pg_get_serial_sequence(?, ?), ?, false)", table, column, next);
        }
    }
}
