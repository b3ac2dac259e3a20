package io.conserje.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ServiceLoginTest {

    private EmbeddedPostgres server;
    private ServiceLogin login;

    @BeforeEach
    void start() throws IOException, SQLException {
        // Only the superuser is let in without a password.
        server = EmbeddedPostgres.builder()
                .setDataDirectoryCustomizer(ServiceLoginTest::askForPasswords)
                .start();
        login = new ServiceLogin(server.getPostgresDatabase());
    }

    private static void askForPasswords(File folder) {
        try {
            Files.writeString(
                    folder.toPath().resolve("pg_hba.conf"),
                    "host all postgres all trust\nhost all all all scram-sha-256\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void onlyTheCurrentPasswordConnects() throws SQLException {
        new Changelog(server.getPostgresDatabase()).update();
        String password = login.create();
        assertThat(password).matches("[A-Za-z0-9_-]{32}");
        assertThat(userWith(password)).isEqualTo("conserje_app");
        assertThatThrownBy(() -> userWith("another")).hasMessageContaining("password authentication failed");

        String next = login.rotate();
        assertThat(next).isNotEqualTo(password);
        assertThat(userWith(next)).isEqualTo("conserje_app");
        assertThatThrownBy(() -> userWith(password)).hasMessageContaining("password authentication failed");
    }

    @Test
    void takesDangerousAttributesFromAnExistingLogin() throws SQLException {
        new Changelog(server.getPostgresDatabase()).update();
        run("alter role conserje_app superuser bypassrls inherit nologin; revoke conserje_tenant from conserje_app");
        login.create();
        assertThat(rows("select rolsuper or rolbypassrls or rolinherit or not rolcanlogin"
                        + " or not pg_has_role('conserje_app', 'conserje_tenant', 'MEMBER')"
                        + " from pg_roles where rolname = 'conserje_app'"))
                .isEqualTo("f");
    }

    @Test
    void createsADroppedLoginAgain() throws SQLException {
        new Changelog(server.getPostgresDatabase()).update();
        run("drop owned by conserje_app; drop role conserje_app");
        assertThatThrownBy(() -> login.rotate())
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("conserje_app");
        assertThat(userWith(login.create())).isEqualTo("conserje_app");
    }

    @Test
    void asksForMissingChangeSets() {
        assertThatThrownBy(() -> login.create())
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("./conserje db migrate");
    }

    private String userWith(String password) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres");
        source.setUser("conserje_app");
        source.setPassword(password);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select current_user")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String rows(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
