package io.conserje.bootstrap.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourcesTest {

    private static final String SUPABASE = "postgresql://postgres.abc:s3cr%40t@aws-1-sa-east-1.pooler.supabase.com:";

    @TempDir
    static Path directory;

    private static EmbeddedServers servers;

    @BeforeAll
    static void start() {
        servers = EmbeddedServers.start(directory, Set.of(Server.POSTGRES));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Test
    void passesUserAndPasswordOutsideTheUrl() {
        HikariConfig config = configOf(SUPABASE + "5432/postgres");

        assertThat(config.getJdbcUrl())
                .isEqualTo("jdbc:postgresql://aws-1-sa-east-1.pooler.supabase.com:5432/postgres");
        assertThat(config.getUsername()).isEqualTo("postgres.abc");
        assertThat(config.getPassword()).isEqualTo("s3cr@t");
    }

    /** Compose uses such names. The lookup of the host fails, not the driver's reading of the URL. */
    @Test
    void acceptsAHostWithAnUnderscore() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u@my_db.invalid:5433/d");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DataSources.direct(url).getConnection())
                .havingCause()
                .isInstanceOf(UnknownHostException.class)
                .withMessage("my_db.invalid");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url.jdbcUrl(), "u", "p"))
                .havingCause()
                .isInstanceOf(UnknownHostException.class)
                .withMessage("my_db.invalid");
    }

    @Test
    void sizesThePoolByItsTarget() {
        assertThat(configOf("postgresql://u@localhost/d").getMaximumPoolSize()).isEqualTo(20);
        assertThat(configOf(SUPABASE + "5432/postgres").getMaximumPoolSize()).isEqualTo(7);
        assertThat(configOf(SUPABASE + "5432/postgres").getMinimumIdle()).isEqualTo(5);
        assertThat(configOf(SUPABASE + "6543/postgres").getMaximumPoolSize()).isEqualTo(10);
    }

    @Test
    void failsFastAndOutlastsTheServersTimeouts() {
        HikariConfig config = configOf(SUPABASE + "5432/postgres");

        assertThat(config.getConnectionTimeout()).isEqualTo(5_000);
        assertThat(config.getMaxLifetime()).isEqualTo(20 * 60_000);
        assertThat(config.getKeepaliveTime()).isEqualTo(2 * 60_000);
        assertThat(config.getDataSourceProperties())
                .containsEntry("socketTimeout", "30")
                .containsEntry("connectTimeout", "10")
                .containsEntry("tcpKeepAlive", "true")
                .containsEntry("ApplicationName", "conserje")
                .containsEntry("sslmode", "require");
    }

    @Test
    void setsNothingThatATransactionPoolerWouldLose() {
        HikariConfig config = configOf(SUPABASE + "6543/postgres?prepareThreshold=5");

        assertThat(config.getDataSourceProperties())
                .containsEntry("prepareThreshold", "0")
                .doesNotContainKeys("options", "currentSchema", "readOnly");
        assertThat(config.getConnectionInitSql()).isNull();
        assertThat(config.getTransactionIsolation()).isNull();
        assertThat(config.getSchema()).isNull();
        assertThat(config.isReadOnly()).isFalse();
    }

    @Test
    void noConnectionShowsTheDetailOfErrors() throws SQLException {
        assertThat(configOf(SUPABASE + "5432/postgres?logServerErrorDetail=true")
                        .getDataSourceProperties())
                .containsEntry("logServerErrorDetail", "false");
        try (Connection direct = DataSources.direct(postgres()).getConnection();
                Statement statement = direct.createStatement()) {
            assertThatThrownBy(() ->
                            statement.execute("do $$ begin raise 'refused' using detail = 'a guest''s row'; end $$"))
                    .hasMessageContaining("refused")
                    .hasMessageNotContaining("a guest's row");
        }
    }

    @Test
    void preparesStatementsInSessionMode() {
        assertThat(configOf(SUPABASE + "5432/postgres").getDataSourceProperties())
                .doesNotContainKey("prepareThreshold");
    }

    @Test
    void parametersOfTheUrlTakePrecedence() {
        assertThat(configOf("postgresql://u@localhost/d?sslmode=disable&socketTimeout=99&application_name=mine")
                        .getDataSourceProperties())
                .containsEntry("sslmode", "disable")
                .containsEntry("socketTimeout", "99")
                .containsEntry("ApplicationName", "mine");
    }

    @Test
    void connectsAndRecordsMetrics() throws SQLException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (HikariDataSource pool =
                        DataSources.pooled(Settings.from(Map.of()).postgres().at(postgres()), meters);
                Connection connection = pool.getConnection()) {
            assertThat(ask(connection, "show application_name")).isEqualTo("conserje");
            assertThat(meters.get("hikaricp.connections.active").gauge().value())
                    .isEqualTo(1);
        }
    }

    @Test
    void connectsWithoutPoolAndTimeoutForChangeSets() throws SQLException {
        try (Connection connection = DataSources.direct(postgres()).getConnection()) {
            assertThat(ask(connection, "show statement_timeout")).isEqualTo("0");
            assertThat(ask(connection, "select current_user")).isEqualTo("postgres");
        }
    }

    @Test
    void refusesSettingsWithoutAUrl() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DataSources.pooled(Settings.from(Map.of()).postgres(), null))
                .withMessageContaining("POSTGRES_URL");
    }

    private static HikariConfig configOf(String url) {
        return DataSources.configOf(Settings.from(Map.of("POSTGRES_URL", url)).postgres());
    }

    private static DatabaseUrl postgres() {
        return Objects.requireNonNull(servers.postgres());
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
