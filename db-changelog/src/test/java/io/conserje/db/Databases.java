package io.conserje.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A server with a new database for each test. */
final class Databases implements AutoCloseable {

    static final String LATER = "io/conserje/db/later/changelog.xml";

    /** Short enough for a test. */
    static final Patience SHORT = new Patience(
            Duration.ofMillis(300),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            4,
            Duration.ofMillis(20),
            Duration.ofMillis(20));

    private final EmbeddedPostgres server;
    private int count;

    Databases() throws IOException {
        server = EmbeddedPostgres.start();
    }

    /** The database of a data source, under the login that nothing binds. */
    DataSource asSuperuser(DataSource database) {
        return server.getDatabase("postgres", ((PGSimpleDataSource) database).getDatabaseName());
    }

    DataSource create() throws SQLException {
        count++;
        run(server.getPostgresDatabase(), "create database d" + count);
        return server.getDatabase("postgres", "d" + count);
    }

    /** A new database that an ordinary login owns, which row level security binds. */
    DataSource createForOrdinaryOwner() throws SQLException {
        count++;
        run(server.getPostgresDatabase(), """
                do $$ begin
                  if to_regrole('conserje_app') is null then
                    create role conserje_tenant nologin noinherit;
                    create role conserje_system nologin noinherit;
                    create role conserje_app login noinherit;
                  end if;
                end $$""");
        run(
                server.getPostgresDatabase(),
                "create role owner" + count + " login createrole; grant conserje_tenant,"
                        + " conserje_system, conserje_app to owner" + count + " with admin option");
        run(server.getPostgresDatabase(), "create database d" + count + " owner owner" + count);
        return server.getDatabase("owner" + count, "d" + count);
    }

    static void run(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static List<String> query(DataSource database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
