package io.conserje.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The applied change sets as the service's login sees them, so that a service needs no password of the owner. It reads
 * in one transaction, which works behind any pooler. Thread-safe.
 */
public final class AppliedChangeSets {

    private static final Pattern FILE = Pattern.compile("file=\"([0-9a-z_]+)\\.sql\"");

    /** There is no schema, table or role, or the login may not read. */
    private static final Set<String> OLDER = Set.of("3F000", "42P01", "42501", "42704", "22023");

    private final DataSource service;

    /** @param service connections of the login under which the service runs; not closed here */
    public AppliedChangeSets(DataSource service) {
        this.service = service;
    }

    /**
     * The ids of the change sets that this version has and the database lacks, in order.
     *
     * @throws ChangelogException if the database cannot be reached, or its schema is too old to be read by this login
     */
    public List<String> missing() {
        Set<String> applied = applied();
        return known().stream().filter(id -> !applied.contains(id)).toList();
    }

    private Set<String> applied() {
        try (Connection connection = service.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local role conserje_system");
                Set<String> ids = new HashSet<>();
                try (ResultSet rows = statement.executeQuery("select id from conserje.databasechangelog")) {
                    while (rows.next()) {
                        ids.add(rows.getString(1));
                    }
                }
                return ids;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new ChangelogException(
                    OLDER.contains(String.valueOf(failed.getSQLState()))
                            ? "The database lacks change sets: this login cannot see which ones are applied (SQLState "
                                    + failed.getSQLState() + "). Apply them with: ./conserje db migrate"
                            : "Cannot read which change sets are applied: " + failed.getMessage(),
                    failed);
        }
    }

    /** The change sets of this version, in order. A file has the name of its change set. */
    static List<String> known() {
        try (InputStream changelog = AppliedChangeSets.class.getResourceAsStream("changelog.xml")) {
            if (changelog == null) {
                throw new IllegalStateException("There is no changelog.xml in this artifact.");
            }
            return FILE.matcher(new String(changelog.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
