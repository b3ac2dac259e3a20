package io.conserje.bootstrap.cli;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.Problem;
import io.conserje.bootstrap.config.Settings;
import io.conserje.bootstrap.config.SettingsException;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.postgres.PostgresAdapters;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database of a command: the configured one, or one that is embedded while the command runs. */
final class Database implements AutoCloseable {

    /** The ids of messages sort by time, as those of a service do. */
    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

    private final Settings settings;
    private final @Nullable EmbeddedServers servers;

    private Database(Settings settings, @Nullable EmbeddedServers servers) {
        this.settings = settings;
        this.servers = servers;
    }

    static Database open(Settings settings, Outside outside) {
        if (!settings.needsEmbeddedPostgres()) {
            return new Database(settings, null);
        }
        if (settings.postgres().migrations() != null) {
            return new Database(settings.at(settings.postgres().migrations(), null), null);
        }
        EmbeddedServers servers = EmbeddedServers.start(outside.home(), Set.of(Server.POSTGRES));
        return new Database(settings.at(servers.postgres(), null), servers);
    }

    /** The stores, with the service's login and the timeouts of the settings. */
    PostgresAdapters stores() {
        DataSource service =
                DataSources.direct(Objects.requireNonNull(settings.postgres().url(), "POSTGRES_URL"));
        return new PostgresAdapters(service, settings.postgres().timeouts(), IDS::generate);
    }

    /**
     * Connections of the owner's login, each with its own session.
     *
     * @throws SettingsException if the settings name only a pooler in transaction mode
     */
    DataSource owner() {
        return DataSources.direct(ownerUrl());
    }

    /**
     * The URL of the owner's login.
     *
     * @throws SettingsException if the settings name only a pooler in transaction mode
     */
    DatabaseUrl ownerUrl() {
        DatabaseUrl url = settings.postgres().migrations();
        if (url == null) {
            throw new SettingsException(List.of(new Problem(
                    "MIGRATIONS_DB_URL",
                    "(not set)",
                    "change sets need a session, and POSTGRES_URL is a pooler in transaction mode:"
                            + " set the owner's login on the direct host, or on the pooler's port 5432",
                    "postgresql://postgres.abcdefgh:s3cr%40t@aws-1-sa-east-1.pooler.supabase.com:5432/postgres")));
        }
        return url;
    }

    /** The URL of the service's login; null if none is set. */
    @Nullable
    DatabaseUrl serviceUrl() {
        return settings.postgres().url();
    }

    @Override
    public void close() {
        if (servers != null) {
            servers.close();
        }
    }
}
