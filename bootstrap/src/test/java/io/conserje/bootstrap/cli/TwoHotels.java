package io.conserje.bootstrap.cli;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.RedisUrl;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.Tenant;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.PostgresAdapters;
import io.conserje.postgres.tx.Timeouts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Servers of a test's own, with the change sets and two hotels. */
final class TwoHotels implements AutoCloseable {

    static final TenantId SUR = new TenantId("hotel-sur");
    static final TenantId NORTE = new TenantId("hotel-norte");

    private final EmbeddedServers servers;

    private TwoHotels(EmbeddedServers servers) {
        this.servers = servers;
    }

    static TwoHotels on(Path folder, Server... wanted) {
        TwoHotels hotels = new TwoHotels(EmbeddedServers.start(folder, Set.of(wanted)));
        new Changelog(DataSources.direct(hotels.postgres())).update();
        return hotels;
    }

    /** Nothing is there but the two of them. */
    void begin() throws SQLException {
        run("truncate conserje.tenants cascade; truncate conserje.unrouted");
        stores().registry().register(Tenant.named(SUR, "Hotel del Sur"));
        stores().registry().register(Tenant.named(NORTE, "Hotel del Norte"));
    }

    /** As the owner. */
    void run(String sql) throws SQLException {
        try (Connection connection = DataSources.direct(postgres()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    PostgresAdapters stores() {
        return new PostgresAdapters(DataSources.direct(postgres()), Timeouts.DEFAULT, UUID::randomUUID);
    }

    DatabaseUrl postgres() {
        return Objects.requireNonNull(servers.postgres());
    }

    RedisUrl redis() {
        return Objects.requireNonNull(servers.redis());
    }

    @Override
    public void close() {
        servers.close();
    }
}
