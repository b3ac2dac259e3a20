package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Part;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** The rows of a restore, in one transaction of the caller. Not thread-safe. */
final class RestoreRun {

    private static final String IDENTIFIERS = "tenant_user_identifiers";

    private final BackupReader backup;
    private final Session session;
    private final Scope scope;
    private final boolean all;
    private final BackupListener listener;
    private long rows;

    RestoreRun(BackupReader backup, Session session, Scope scope, BackupListener listener) {
        this.listener = listener;
        this.backup = backup;
        this.session = session;
        this.scope = scope;
        this.all = scope.tenants().size() == backup.manifest().hotels().size();
    }

    /**
     * Writes the rows, and reads them back.
     *
     * @throws BackupException if an identifier is taken, or the database did not take the rows as they are
     */
    Restored restore() throws SQLException {
        Map<String, Table> tables = Catalog.tables(session, scope);
        refuseTakenIdentifiers(tables);
        listener.began("write", backup.manifest().rows());
        long passed = 0;
        for (Part part : backup.manifest().parts()) {
            Table table = Objects.requireNonNull(tables.get(part.table()));
            RowSum written = write(part, table.qualifiedName(), passed);
            if (all && !(written.rows() == part.rows() && written.checksum().equals(part.checksum()))) {
                throw new BackupException("Table " + part.table() + " of the backup is not what its manifest says.");
            }
            compare(table, written);
            passed += part.rows();
            rows += written.rows();
            listener.reached(passed);
        }
        return new Restored(
                backup.manifest(),
                scope.tenants(),
                rows,
                count("conserje.inbox" + scope.where() + " and state = 'pending'"),
                count("conserje.replies" + scope.where() + " and state = 'pending'"));
    }

    /** An identifier leads to one hotel only. They are few, and are looked for before the many rows are written. */
    private void refuseTakenIdentifiers(Map<String, Table> tables) throws SQLException {
        Table table = Objects.requireNonNull(tables.get(IDENTIFIERS));
        session.run("create temporary table restored_identifiers (like " + table.qualifiedName() + ") on commit drop");
        for (Part part : backup.manifest().parts()) {
            if (part.table().equals(IDENTIFIERS)) {
                write(part, "restored_identifiers", 0);
            }
        }
        List<String> taken = session.texts("""
                select r.kind || ' ***' || right(r.identifier, 2) || ' on ' || r.channel || ' (of ' || r.tenant_id
                  || ', held by ' || i.tenant_id || ')'
                from restored_identifiers r
                join conserje.tenant_user_identifiers i using (identifier, channel, kind)
                order by r.tenant_id, r.channel, r.kind, r.identifier
                """);
        session.run("drop table restored_identifiers");
        if (!taken.isEmpty()) {
            throw new BackupException(
                    "These identifiers lead to another hotel of the database: " + RestoreDatabase.few(taken)
                            + ". Remove them there with ./conserje tenants remove, or restore into a new database.");
        }
    }

    private RowSum write(Part part, String into, long passed) throws SQLException {
        RowSum sum = new RowSum();
        Set<String> wanted = new HashSet<>(scope.tenants());
        int tenant = tenantField(part);
        String columns = part.columns().stream()
                .map(column -> Table.quoted(column.substring(0, column.indexOf(' '))))
                .collect(Collectors.joining(", "));
        try (InputStream in = backup.stream(part);
                WrittenRows out = WrittenRows.into(session, into + " (" + columns + ")")) {
            StoredRows stored = new StoredRows(in);
            LongConsumer progress = BackupDatabase.from(passed, listener);
            long read = 0;
            for (byte[] row = stored.next(); row != null; row = stored.next()) {
                if (all || wanted.contains(StoredRows.text(row, tenant))) {
                    sum.add(row);
                    out.add(row);
                }
                progress.accept(++read);
            }
            out.end();
        } catch (IOException unreadable) {
            throw new BackupException(
                    "Table " + part.table() + " of the backup cannot be read: " + unreadable.getMessage()
                            + ". Nothing was restored.",
                    unreadable);
        }
        return sum;
    }

    private static int tenantField(Part part) {
        for (int field = 0; field < part.columns().size(); field++) {
            if (part.columns().get(field).startsWith("tenant_id ")) {
                return field;
            }
        }
        throw new BackupException("Table " + part.table() + " of the backup has no hotels.");
    }

    /** Reads back what the database took. */
    private void compare(Table table, RowSum written) throws SQLException {
        RowSum found = new RowSum();
        try (CopiedRows copied = CopiedRows.of(session, table.selection())) {
            for (byte[] row = copied.next(); row != null; row = copied.next()) {
                found.add(row);
            }
        }
        if (found.rows() != written.rows() || !found.checksum().equals(written.checksum())) {
            throw new BackupException("Table conserje." + table.name() + " did not take the rows of the backup as"
                    + " they are: " + written.rows() + " were written and " + found.rows()
                    + " found, with checksums "
                    + written.checksum() + " and " + found.checksum()
                    + ". Nothing was restored. Look for triggers on the table.");
        }
    }

    private long count(String from) throws SQLException {
        return Long.parseLong(session.text("select count(*) from " + from));
    }
}
