package io.conserje.postgres.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL with the change sets applied, one for all the tests of a JVM: {@code @RegisterExtension static}. Tests
 * connect as {@code conserje_app}, which owns nothing.
 */
public final class TestDatabase implements BeforeAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(TestDatabase.class);

    private static volatile @Nullable Running running;

    private record Running(EmbeddedPostgres server, HikariDataSource app) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            app.close();
            server.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot().getStore(NAMESPACE).computeIfAbsent(Running.class, key -> start(), Running.class);
    }

    private static Running start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
                    // Another zone than the JVM's: what depends on either shows.
                    .setServerConfig("timezone", "Pacific/Auckland")
                    .start();
            new Changelog(server.getPostgresDatabase()).update();
            return new Running(server, pool(server.getPort(), "conserje_app", 16));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Running started() {
        Running present = running;
        if (present == null) {
            throw new IllegalStateException("Register TestDatabase with @RegisterExtension on a static field");
        }
        return present;
    }

    /** A pool of the service's own login. */
    public HikariDataSource app() {
        return started().app();
    }

    /** Connections of the superuser that owns the schema. */
    public DataSource owner() {
        return started().server().getPostgresDatabase();
    }

    /** The server's port on the loopback. */
    public int port() {
        return started().server().getPort();
    }

    /** A pool of its own, to be closed by the caller. */
    public static HikariDataSource pool(int port, String user, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        config.setUsername(user);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    /** The first column of what the owner sees, as text. */
    public List<String> asOwner(String sql, Object... binds) {
        return query(owner(), sql, binds);
    }

    /** Runs a statement as the owner. */
    public void run(String sql) {
        try (Connection connection = owner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The first column of a query, as text. */
    public static List<String> query(DataSource source, String sql, Object... binds) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < binds.length; i++) {
                statement.setObject(i + 1, binds[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The adapter on the service's own login. */
    public PostgresAdapters adapters() {
        return new PostgresAdapters(app(), Timeouts.USUAL, UUID::randomUUID);
    }

    /** Makes hotels known. */
    public void givenTenants(TenantId... tenants) {
        for (TenantId tenant : tenants) {
            adapters().registry().register(Tenant.named(tenant, "Hotel " + tenant));
        }
    }

    /** Waits until the server's clock has moved on: it is the one that counts, and nobody can set it. */
    public void letPass(Duration duration) {
        asOwner("select pg_sleep(?)", (double) duration.toMillis() / 1000 + 0.005);
    }

    /** Empties every table of the schema. */
    public void empty() {
        run("truncate conserje.tenants cascade");
    }
}
