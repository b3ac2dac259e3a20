package io.conserje.bench;

import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A PostgreSQL server with {@code fsync} and {@code synchronous_commit} on. */
final class DurableServer implements AutoCloseable {

    private final EmbeddedPostgres server;

    private DurableServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server with the change sets and with these hotels. */
    static DurableServer start(TenantId... hotels) throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_wal_size", "4GB")
                .start();
        new Changelog(server.getPostgresDatabase()).update();
        PostgresAdapters stores =
                new PostgresAdapters(server.getPostgresDatabase(), Timeouts.DEFAULT, UUID::randomUUID);
        for (TenantId hotel : hotels) {
            stores.registry().register(Tenant.named(hotel, "Hotel " + hotel));
        }
        return new DurableServer(server);
    }

    int port() {
        return server.getPort();
    }

    /** Runs a statement as the owner. */
    void run(String... statements) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
