package io.conserje.bootstrap.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.probe.Trouble;
import io.conserje.postgres.testing.Certificate;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The values of {@code sslmode}, against a server with a certificate of its own. */
class TlsTest {

    private static SupabaseServer server;

    @BeforeAll
    static void start() throws IOException {
        server = SupabaseServer.start(17, Grants.SINCE_2026);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void trustsTheRightNameAndAuthority() throws SQLException {
        assertThat(isEncrypted(
                        "localhost",
                        "verify-full&sslrootcert=" + server.certificate().certificate()))
                .isTrue();
    }

    @Test
    void requireEncryptsAndDisableDoesNot() throws SQLException {
        assertThat(isEncrypted("127.0.0.1", "require")).isTrue();
        assertThat(isEncrypted("127.0.0.1", "disable")).isFalse();
    }

    @Test
    void refusesAnotherAuthorityWithARemedy(@TempDir Path folder) throws IOException {
        Path other = Certificate.of(folder, "localhost").certificate();
        assertRefused("localhost", "verify-full&sslrootcert=" + other, "sslrootcert");
    }

    @Test
    void refusesAnotherNameWithARemedy() {
        assertRefused(
                "127.0.0.1",
                "verify-full&sslrootcert=" + server.certificate().certificate(),
                "certificate is for another name");
    }

    @Test
    void refusesAMissingAuthorityWithARemedy() {
        assertRefused("localhost", "verify-full&sslrootcert=/nowhere/ca.crt", "sslrootcert");
    }

    private static void assertRefused(String host, String sslMode, String remedy) {
        Throwable refused = catchThrowable(() -> isEncrypted(host, sslMode));
        assertThat(refused).isInstanceOf(SQLException.class);
        assertThat(Trouble.remedyFor(refused))
                .hasValueSatisfying(words -> assertThat(words).contains(remedy));
    }

    private static boolean isEncrypted(String host, String sslMode) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql://postgres@" + host + ":" + server.port() + "/postgres?sslmode=" + sslMode);
        try (Connection connection = DataSources.direct(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
