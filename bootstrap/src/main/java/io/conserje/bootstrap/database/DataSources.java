package io.conserje.bootstrap.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.bootstrap.config.Secret;
import io.conserje.bootstrap.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections from settings. User and password reach the driver as properties, never in a URL. Nothing is set
 * on the session, because a pooler in transaction mode would lose it or pass it on to another client: no read-only
 * flag, isolation, schema or initial statement, and no named prepared statements behind such a pooler. Every
 * transaction sets the server's timeouts itself: a pooler may refuse or forget start-up options.
 */
public final class DataSources {

    private static final String APPLICATION = "conserje";
    private static final String OLDEST_SERVER = "15";
    private static final int CONNECT_SECONDS = 10;
    private static final Duration BEYOND_THE_STATEMENT = Duration.ofSeconds(15);

    private DataSources() {}

    /**
     * The service's pool. It waits at most 5 s for a connection, and replaces each after 20 min. The caller closes it.
     *
     * @param settings with a URL
     * @param meters for the pool's metrics, or null
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if no connection can be made
     */
    public static HikariDataSource pooled(Settings.Postgres settings, @Nullable MeterRegistry meters) {
        HikariConfig config = configOf(settings);
        if (meters != null) {
            config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        }
        return new HikariDataSource(config);
    }

    static HikariConfig configOf(Settings.Postgres settings) {
        DatabaseUrl url = settings.url();
        if (url == null) {
            throw new IllegalStateException("POSTGRES_URL is not set: start an embedded server and use Settings.at");
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName(APPLICATION);
        config.setJdbcUrl(url.jdbcUrl());
        config.setUsername(url.user());
        Secret password = url.password();
        config.setPassword(password == null ? null : password.value());
        config.setMinimumIdle(settings.pool().size());
        config.setMaximumPoolSize(settings.pool().max());
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(20).toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
        propertiesOf(settings, url).forEach(config::addDataSourceProperty);
        return config;
    }

    private static Map<String, String> propertiesOf(Settings.Postgres settings, DatabaseUrl url) {
        Map<String, String> properties = propertiesOf(url);
        // A server that does not answer is given up only after the longest time that a statement may take.
        properties.putIfAbsent(
                "socketTimeout",
                String.valueOf(
                        settings.statementTimeout().plus(BEYOND_THE_STATEMENT).toSeconds()));
        return properties;
    }

    private static Map<String, String> propertiesOf(DatabaseUrl url) {
        Map<String, String> properties = new HashMap<>(url.parameters());
        properties.putIfAbsent("ApplicationName", APPLICATION);
        // With this, the name is part of the start-up packet, and not a SET on a session that a pooler lends.
        properties.putIfAbsent("assumeMinServerVersion", OLDEST_SERVER);
        properties.putIfAbsent("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.putIfAbsent("tcpKeepAlive", "true");
        properties.put("sslmode", url.sslMode());
        // The detail of an error quotes rows: what guests wrote, and their numbers.
        properties.put("logServerErrorDetail", "false");
        if (url.target() == Target.SUPABASE_TRANSACTION_POOLER) {
            properties.put("prepareThreshold", "0");
        }
        return properties;
    }

    /**
     * Connections without a pool, and without a limit on the time of a statement: for change sets, seeds and checks.
     * There is nothing to close.
     */
    public static DataSource direct(DatabaseUrl url) {
        return direct(url, Map.of());
    }

    /**
     * The same, with more parameters of the driver.
     *
     * @param more take precedence over those of the URL
     */
    public static DataSource direct(DatabaseUrl url, Map<String, String> more) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url.jdbcUrl());
        source.setUser(url.user());
        Secret password = url.password();
        source.setPassword(password == null ? null : password.value());
        propertiesOf(url).forEach((name, value) -> set(source, name, value));
        more.forEach((name, value) -> set(source, name, value));
        return source;
    }

    private static void set(PGSimpleDataSource source, String name, String value) {
        try {
            source.setProperty(name, value);
        } catch (SQLException e) {
            throw new IllegalArgumentException("The driver refuses the parameter " + name + " of the database URL", e);
        }
    }
}
