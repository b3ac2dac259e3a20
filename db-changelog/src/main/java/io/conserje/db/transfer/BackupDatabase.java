package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Part;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * Writes the rows of hotels into one file, from PostgreSQL 15 or newer. All tables are read in one transaction, so the
 * file holds one moment of a database that may be in use. Memory does not grow with the database: it holds one row at
 * a time. Thread-safe.
 */
public final class BackupDatabase {

    private static final int PROGRESS_ROWS = 1_000;

    private static final String HAS_SESSION =
            "select current_setting('row_security') = 'off' and current_setting('statement_timeout') = '0'";

    private final DataSource owner;
    private final BackupListener listener;

    /**
     * @param owner connections of a login that sees every row (superuser or BYPASSRLS), each with a session of its
     *     own; not closed here
     */
    public BackupDatabase(DataSource owner, BackupListener listener) {
        this.owner = owner;
        this.listener = listener;
    }

    /**
     * Writes a file that only its owner may read, and records it in the database. The file has its name only when it
     * is complete and on the disk.
     *
     * @param hotels the hotels to write; empty for all
     * @throws BackupException if the file exists or cannot be written, if the login does not see every row, or if
     *     there is no schema or no such hotel; nothing is left of the file
     * @throws SQLException if the database cannot be reached or read; nothing is left of the file
     */
    public Backup write(Path file, Collection<String> hotels) throws SQLException {
        Backup written;
        try (BackupWriter writer = BackupWriter.begin(file)) {
            written = writer.finish(read(writer, hotels));
        }
        return new BackupRecords(owner).record(written);
    }

    private BackupManifest read(BackupWriter writer, Collection<String> hotels) throws SQLException {
        try (Session session = Session.open(owner)) {
            refuseUnfit(session);
            if (Catalog.changeSets(session).isEmpty()) {
                throw new BackupException("The database has no schema conserje, so there is nothing to back up."
                        + " Check MIGRATIONS_DB_URL.");
            }
            Collection<Table> shape = Catalog.tables(session).values();
            refuseRowsOfNoHotel(shape);
            return session.reading(() -> {
                keepShape(session, shape);
                Snapshot snapshot = Snapshot.of(session);
                refuseUnfit(session);
                return read(session, snapshot, writer, hotels);
            });
        }
    }

    private BackupManifest read(Session session, Snapshot snapshot, BackupWriter writer, Collection<String> hotels)
            throws SQLException {
        List<String> present = session.texts("select tenant_id from conserje.tenants order by 1");
        refuseUnknown(hotels, present);
        Scope scope = new Scope(List.copyOf(hotels));
        Map<String, Table> tables = Catalog.tables(session, scope);
        return new BackupManifest(
                snapshot.serverVersion(),
                snapshot.at(),
                snapshot.transactions(),
                scope.isAll(),
                scope.isAll() ? present : scope.tenants(),
                Catalog.changeSets(session),
                Identities.read(session, tables.keySet()),
                parts(session, tables.values(), writer));
    }

    /** @throws BackupException if policies hide rows from the login, or a pooler gives it no session */
    static void refuseUnfit(Session session) throws SQLException {
        if (!Catalog.seesEveryRow(session)) {
            throw new BackupException("Row level security hides rows from the login "
                    + session.text("select current_user")
                    + ". Set MIGRATIONS_DB_URL to a login that is superuser or has BYPASSRLS, such as the owner"
                    + " postgres.");
        }
        if (!session.isTrue(HAS_SESSION)) {
            throw new BackupException("The connection keeps no session: it leads through a pooler in transaction mode."
                    + " Set MIGRATIONS_DB_URL to the direct host, or to the pooler's port for session mode.");
        }
    }

    /** @throws BackupException if a table has no hotel, as its rows would be lost without a word */
    private static void refuseRowsOfNoHotel(Collection<Table> tables) {
        for (Table table : tables) {
            if (table.columns().stream().noneMatch(column -> column.name().equals("tenant_id"))) {
                throw new BackupException("Table conserje." + table.name() + " has no column tenant_id, so its rows"
                        + " belong to no hotel. Move a table of your own to another schema.");
            }
        }
    }

    /**
     * Keeps a change set from altering a table before it is read. It comes before the first query of the transaction: a
     * state from before a table was rewritten sees none of its rows.
     */
    private static void keepShape(Session session, Collection<Table> tables) throws SQLException {
        session.run("lock table " + Table.names(tables) + " in access share mode");
    }

    private static void refuseUnknown(Collection<String> hotels, List<String> present) {
        TreeSet<String> unknown = new TreeSet<>(hotels);
        present.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new BackupException(
                    "The database has no hotel " + String.join(", ", unknown) + ". See: ./conserje tenants list");
        }
    }

    private List<Part> parts(Session session, Collection<Table> tables, BackupWriter writer) throws SQLException {
        long rows = 0;
        for (Table table : tables) {
            rows += Long.parseLong(session.text("select count(*) from " + table.rows() + " t"));
        }
        listener.began("read", rows);
        List<Part> parts = new ArrayList<>();
        long before = 0;
        for (Table table : tables) {
            try (CopiedRows copied = CopiedRows.of(session, table.selection())) {
                parts.add(writer.table(table, copied, from(before, listener)));
            }
            before += parts.getLast().rows();
            listener.reached(before);
        }
        return parts;
    }

    static LongConsumer from(long before, BackupListener listener) {
        return rows -> {
            if (rows % PROGRESS_ROWS == 0) {
                listener.reached(before + rows);
            }
        };
    }
}
