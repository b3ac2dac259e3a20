package io.conserje.postgres.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.conserje.application.transaction.TransactionListener;
import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.testing.PgBouncer.Mode;
import io.conserje.postgres.testing.SupabaseServer.Grants;
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
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL with the change sets applied, one for all tests of a run. Register it with {@code
 * @RegisterExtension} on a static field. Tests connect as {@code conserje_app}, which owns nothing. The configuration
 *     parameter {@code database} names a
 * {@link Target}. The suites {@code On...Test} run the same tests on each.
 */
public final class TestDatabase implements BeforeAllCallback {

    /** A kind of server. */
    public enum Target {
        /** A PostgreSQL 17 whose owner is a superuser. */
        LOCAL,
        /** A Supabase project on 17 that grants nothing in {@code public} by default. */
        SUPABASE_17,
        /** A Supabase project on 15 that grants everything in {@code public} by default. */
        SUPABASE_15,
        /**
         * A Supabase project on 17 behind poolers: transaction mode with four connections for the service, session mode
         * for the owner.
         */
        SUPABASE_17_POOLER
    }

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(TestDatabase.class);

    private static volatile @Nullable Running running;

    private final @Nullable Target fixed;

    /** The server of the target that the run names; {@link Target#LOCAL} by default. */
    public TestDatabase() {
        this.fixed = null;
    }

    /** The server of this target. */
    public TestDatabase(Target target) {
        this.fixed = target;
    }

    private record Running(Target target, DataSource owner, int port, HikariDataSource app, List<AutoCloseable> servers)
            implements AutoCloseable {
        @Override
        public void close() throws Exception {
            app.close();
            for (AutoCloseable server : servers.reversed()) {
                server.close();
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(target(context), TestDatabase::start, Running.class);
    }

    private Target target(ExtensionContext context) {
        if (fixed != null) {
            return fixed;
        }
        return context.getConfigurationParameter("database")
                .map(Target::valueOf)
                .orElse(Target.LOCAL);
    }

    private static Running start(Target target) {
        try {
            return switch (target) {
                case LOCAL -> local();
                case SUPABASE_17 -> direct(target, SupabaseServer.start(17, Grants.SINCE_2026));
                case SUPABASE_15 -> direct(target, SupabaseServer.start(15, Grants.CLASSIC));
                case SUPABASE_17_POOLER -> pooled(target, SupabaseServer.start(17, Grants.CLASSIC));
            };
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Running local() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_connections", "100")
                // Another zone than the JVM's, to detect code that depends on either.
                .setServerConfig("timezone", "Pacific/Auckland")
                .start();
        return migrated(Target.LOCAL, server.getPostgresDatabase(), server.getPort(), List.of(server));
    }

    private static Running direct(Target target, SupabaseServer server) {
        return migrated(target, server.connections("postgres"), server.port(), List.of(server));
    }

    private static Running pooled(Target target, SupabaseServer server) throws IOException {
        PgBouncer session = PgBouncer.before(server.port(), Mode.SESSION, 20);
        PgBouncer transaction = PgBouncer.before(server.port(), Mode.TRANSACTION, 4);
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setURL("jdbc:postgresql://127.0.0.1:" + session.port() + "/postgres");
        owner.setUser("postgres");
        return migrated(target, owner, transaction.port(), List.of(server, session, transaction));
    }

    private static Running migrated(Target target, DataSource owner, int port, List<AutoCloseable> servers) {
        new Changelog(owner).update();
        return new Running(target, owner, port, preparing(target, port), servers);
    }

    /**
     * The service's pool, which prepares each statement at its first use. By default the driver prepares from the fifth
     * use on, and no test would see what it does differently then.
     */
    private static HikariDataSource preparing(Target target, int port) {
        HikariConfig config = config(target, port, "conserje_app", 16);
        if (target != Target.SUPABASE_17_POOLER) {
            config.addDataSourceProperty("prepareThreshold", "1");
        }
        return new HikariDataSource(config);
    }

    private static Running started() {
        Running present = running;
        if (present == null) {
            throw new IllegalStateException("Register TestDatabase with @RegisterExtension on a static field.");
        }
        return present;
    }

    /** A pool of the service's own login. */
    public HikariDataSource app() {
        return started().app();
    }

    /** Connections of the login {@code postgres}, which owns the schema. */
    public DataSource owner() {
        return started().owner();
    }

    /** The port at which the service connects, on the loopback. */
    public int port() {
        return started().port();
    }

    /** A new pool, which the caller closes. */
    public static HikariDataSource pool(int port, String user, int size) {
        Running present = running;
        return pool(present == null ? Target.LOCAL : present.target(), port, user, size);
    }

    /** A new pool for a server like this target, which the caller closes. */
    public static HikariDataSource pool(Target target, int port, String user, int size) {
        return new HikariDataSource(config(target, port, user, size));
    }

    private static HikariConfig config(Target target, int port, String user, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        config.setUsername(user);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(5_000);
        if (target == Target.SUPABASE_17_POOLER) {
            // A named statement could clash with another client's on the pooler's connections.
            config.addDataSourceProperty("prepareThreshold", "0");
        }
        return config;
    }

    /** The first column of a query that runs as the owner, as text. */
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
        return adapters(TransactionListener.NONE);
    }

    /** The adapter on the service's own login, with a listener. */
    public PostgresAdapters adapters(TransactionListener listener) {
        return new PostgresAdapters(app(), Timeouts.DEFAULT, TimeOrderedIds::next, listener);
    }

    /** Registers hotels. */
    public void givenTenants(TenantId... tenants) {
        for (TenantId tenant : tenants) {
            adapters().registry().register(Tenant.named(tenant, "Hotel " + tenant));
        }
    }

    /** Waits until the server's clock has moved on. Expiry is judged by that clock, and no test can set it. */
    public void letPass(Duration duration) {
        asOwner("select pg_sleep(?)", (double) duration.toMillis() / 1000 + 0.005);
    }

    /** Waits until a statement waits for a row that another transaction has locked. */
    public void awaitBlockedStatement() {
        Awaitility.await()
                .until(() -> !asOwner(
                                "select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')")
                        .isEmpty());
    }

    /** Empties every table of the schema. */
    public void empty() {
        run("truncate conserje.tenants, conserje.queue_pauses, conserje.queue_breakers, conserje.queue_events,"
                + " conserje.unrouted cascade");
    }
}
