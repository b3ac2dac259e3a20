package io.conserje.db.transfer;

import io.conserje.db.transfer.BackupManifest.Part;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Writes the hotels of a backup into a database, which may have other hotels. The file is verified as a whole first.
 * Then one transaction writes all rows, reads them back and compares them with the backup, so that a restore that
 * fails leaves no row. Memory does not grow with the file: it holds one row at a time. Thread-safe.
 */
public final class RestoreDatabase {

    private static final int NAMED = 10;

    private final DataSource owner;
    private final BackupListener listener;

    /**
     * @param owner connections of a login that owns the schema and sees every row (superuser or BYPASSRLS), each with
     *     a session of its own; not closed here
     */
    public RestoreDatabase(DataSource owner, BackupListener listener) {
        this.owner = owner;
        this.listener = listener;
    }

    /**
     * Restores hotels.
     *
     * @param hotels the hotels to restore; empty for all that the backup holds
     * @throws BackupException if the file is not a whole backup, if the database has another schema, one of the hotels
     *     or one of their identifiers, or is part of a transfer, or if the login may not restore; no row was written
     * @throws SQLException if the database cannot be reached or refuses a row; no row was written
     */
    public Restored restore(Path file, Collection<String> hotels) throws SQLException {
        listener.began("check the file", 0);
        try (BackupReader backup = BackupReader.verified(file);
                Session session = Session.open(owner)) {
            BackupManifest manifest = backup.manifest();
            List<String> chosen = chosen(hotels, manifest);
            refuseOtherSchema(session, manifest);
            Scope scope = new Scope(chosen);
            refuseClosed(session, scope);
            refusePresentHotels(session, scope);
            Identities.advance(session, manifest.identities());
            // Foreign keys held when the rows were read.
            session.turnTriggersOffWhereAllowed();
            Restored restored = session.atomically(() -> {
                BackupDatabase.refuseUnfit(session);
                return new RestoreRun(backup, session, scope, listener).restore();
            });
            analyze(session);
            return restored;
        }
    }

    private static void analyze(Session session) {
        try {
            session.run("analyze " + Table.names(Catalog.tables(session).values()));
        } catch (SQLException failed) {
            // The rows are committed, and PostgreSQL does the same by itself, later.
            return;
        }
    }

    private static List<String> chosen(Collection<String> hotels, BackupManifest manifest) {
        Set<String> held = new HashSet<>(manifest.hotels());
        List<String> missing =
                hotels.stream().filter(hotel -> !held.contains(hotel)).toList();
        if (!missing.isEmpty()) {
            throw new BackupException("The backup does not hold hotel " + String.join(", ", missing) + ". It holds "
                    + few(manifest.hotels()) + ".");
        }
        if (held.isEmpty()) {
            throw new BackupException("The backup holds no hotel: the database had none when it was taken.");
        }
        return hotels.isEmpty() ? manifest.hotels() : List.copyOf(new TreeSet<>(hotels));
    }

    static String few(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }

    private static void refuseOtherSchema(Session session, BackupManifest manifest) throws SQLException {
        BackupDatabase.refuseUnfit(session);
        List<String> here = Catalog.changeSets(session);
        if (here.isEmpty()) {
            throw new BackupException("The database has no schema conserje. Create it with: ./conserje db migrate");
        }
        if (!Catalog.ownsTables(session)) {
            throw new BackupException("The login " + session.text("select current_user") + " does not own the tables of"
                    + " schema conserje. Set MIGRATIONS_DB_URL to the login that applied the change sets.");
        }
        if (!here.equals(manifest.changeSets())) {
            throw new BackupException(otherChangeSets(here, manifest.changeSets()));
        }
        refuseOtherColumns(Catalog.tables(session), manifest.parts());
    }

    private static String otherChangeSets(List<String> here, List<String> there) {
        String both = "The backup has another schema: its last change set is " + there.getLast()
                + ", and the database's is " + here.getLast() + ". ";
        if (isBeginning(here, there)) {
            return both + "Bring the database to it with: ./conserje db migrate";
        }
        if (isBeginning(there, here)) {
            return both + "Take a new database back to it, restore, and go on: ./conserje db rollback --to "
                    + there.getLast() + ", ./conserje db restore FILE, ./conserje db migrate";
        }
        return both + "Restore it with the version of conserje that wrote it, into a new database.";
    }

    private static boolean isBeginning(List<String> shorter, List<String> longer) {
        return shorter.size() <= longer.size()
                && longer.subList(0, shorter.size()).equals(shorter);
    }

    private static void refuseOtherColumns(Map<String, Table> tables, List<Part> parts) {
        Set<String> stored = parts.stream().map(Part::table).collect(Collectors.toSet());
        Set<String> differing = new TreeSet<>(tables.keySet());
        differing.removeAll(stored);
        for (Part part : parts) {
            Table table = tables.get(part.table());
            if (table == null || !columns(table).equals(part.columns())) {
                differing.add(part.table());
            }
        }
        if (!differing.isEmpty()) {
            throw new BackupException("These tables have other columns in the backup than in the database: "
                    + String.join(", ", differing)
                    + ". Somebody changed one of the two by hand. Restore into a new database: ./conserje db migrate");
        }
    }

    static List<String> columns(Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    /** A transfer that is under way would not have the restored rows. Older schemas have no closures. */
    private static void refuseClosed(Session session, Scope scope) throws SQLException {
        if (session.isTrue("select to_regclass('conserje.closures') is not null")) {
            List<String> reasons = session.texts(
                    "select distinct reason from conserje.closures where scope = '*' or scope = any (?)",
                    session.connection().createArrayOf("text", scope.tenants().toArray()));
            if (!reasons.isEmpty()) {
                throw new BackupException("The database does not take these hotels now: " + String.join("; ", reasons)
                        + ". See: ./conserje db transfer --help");
            }
        }
    }

    private static void refusePresentHotels(Session session, Scope scope) throws SQLException {
        List<String> present = session.texts("select tenant_id from conserje.tenants" + scope.where() + " order by 1");
        if (!present.isEmpty()) {
            throw new BackupException("The database already has hotel " + few(present)
                    + ". A restore never writes over a hotel. Restore into a new database, or choose other hotels of"
                    + " the backup with --tenant.");
        }
    }
}
