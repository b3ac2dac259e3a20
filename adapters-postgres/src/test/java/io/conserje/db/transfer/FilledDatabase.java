package io.conserje.db.transfer;

import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** Fills every table of hotels with some rows. */
final class FilledDatabase {

    private FilledDatabase() {}

    /** Adds the hotels {@code hotel-FIRST} to {@code hotel-LAST}. */
    static void fill(DataSource database, int first, int last) {
        run(database, text().replace(":first", "" + first).replace(":last", "" + last));
    }

    private static String text() {
        try (InputStream sql =
                Objects.requireNonNull(FilledDatabase.class.getResourceAsStream("fill.sql"), "fill.sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Removes all hotels and all records of backups. */
    static void empty(DataSource database) {
        run(
                database,
                "truncate conserje.tenants cascade; truncate conserje.backups, conserje.unrouted,"
                        + " conserje.queue_pauses");
    }

    static void run(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static String text(DataSource database, String sql) {
        return TestDatabase.query(database, sql).getFirst();
    }

    static List<String> hotels(DataSource database) {
        return TestDatabase.query(database, "select tenant_id from conserje.tenants order by 1");
    }
}
