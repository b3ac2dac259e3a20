package io.conserje.bootstrap.probe;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.bootstrap.database.DataSources;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Checks a PostgreSQL server over a connection, and a second one for the mode of a pooler. */
public final class PostgresProbe {

    private static final String QUESTION = """
            select current_setting('server_version'), current_setting('server_version_num')::int, s.version,
                   pg_catalog.to_regnamespace('conserje') is not null,
                   coalesce(pg_catalog.pg_has_role(session_user, n.nspowner, 'usage'),
                            pg_catalog.has_database_privilege(current_database(), 'create')),
                   r.rolname, r.rolvaliduntil, r.rolconnlimit,
                   r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication
              from pg_catalog.pg_roles r
              left join pg_catalog.pg_stat_ssl s on s.pid = pg_catalog.pg_backend_pid() and s.ssl
              left join pg_catalog.pg_namespace n on n.nspname = 'conserje'
             where r.rolname = session_user
            """;

    /** The attributes of a role, in the order of their columns. */
    private static final List<String> ATTRIBUTES =
            List.of("superuser", "bypassrls", "createrole", "createdb", "replication");

    private static final int FIRST_ATTRIBUTE = 9;
    private static final String CLOCK = "select pg_catalog.clock_timestamp()";
    private static final String BACKEND = "select pg_catalog.pg_backend_pid()";
    private static final int SECONDS = 10;
    /** A pooler lends the connection that it used last. Another client may take it in between. */
    private static final int TRIES = 3;

    /** How a connection leads to the server. */
    public enum Mode {
        /** Without a pooler. */
        DIRECT,
        /** Through a pooler that lends a connection for as long as the client stays. */
        SESSION,
        /** Through a pooler that lends a connection for a transaction. */
        TRANSACTION
    }

    /**
     * The login.
     *
     * @param attributes whether it has each of superuser, bypassrls, createrole, createdb and replication
     * @param connectionLimit -1 without a limit
     * @param validUntil null if its password never expires
     */
    public record Role(
            String name,
            Map<String, Boolean> attributes,
            int connectionLimit,
            @Nullable Instant validUntil) {}

    /**
     * The result.
     *
     * @param tls what this process negotiated, with the server or its pooler; null without TLS
     * @param tlsOfServer the version of TLS that the server sees, which is the pooler's behind one; null without TLS
     * @param mode as the server behaves
     * @param modeOfUrl as the URL's host, port and parameters say
     * @param roundTrip the median of several
     * @param ahead by how much the server's clock is ahead of this machine's; negative if it is behind
     * @param hasSchema whether schema {@code conserje} exists
     * @param mayMigrate whether the login owns the schema, or may create it
     */
    public record Report(
            String version,
            int versionNumber,
            Role role,
            @Nullable String tls,
            @Nullable String tlsOfServer,
            Mode mode,
            Mode modeOfUrl,
            Duration roundTrip,
            Duration ahead,
            boolean hasSchema,
            boolean mayMigrate) {}

    private PostgresProbe() {}

    /** @throws SQLException if the server cannot be reached or queried; see {@link Trouble} */
    public static Report probe(DatabaseUrl url) throws SQLException {
        try (NegotiatedTls.Watch tls = new NegotiatedTls.Watch()) {
            boolean ownFactory = url.parameters().containsKey("sslfactory");
            DataSource source = DataSources.direct(url, ownFactory ? Map.of() : tls.parameters());
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(SECONDS);
                return report(url, connection, statement, tls.negotiated());
            }
        }
    }

    private static Report report(
            DatabaseUrl url, Connection connection, Statement statement, @Nullable String negotiated)
            throws SQLException {
        Mode mode = mode(url, connection, statement);
        Samples samples = Samples.take(() -> clock(statement));
        try (ResultSet row = statement.executeQuery(QUESTION)) {
            if (!row.next()) {
                throw new SQLException("The server does not show its login in pg_roles", "XX000");
            }
            return new Report(
                    row.getString(1),
                    row.getInt(2),
                    role(row),
                    negotiated == null && mode == Mode.DIRECT ? row.getString(3) : negotiated,
                    row.getString(3),
                    mode,
                    modeOf(url),
                    samples.roundTrip(),
                    samples.ahead(),
                    row.getBoolean(4),
                    row.getBoolean(5));
        }
    }

    private static Role role(ResultSet row) throws SQLException {
        Map<String, Boolean> attributes = new LinkedHashMap<>();
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            attributes.put(ATTRIBUTES.get(i), row.getBoolean(FIRST_ATTRIBUTE + i));
        }
        @Nullable OffsetDateTime until = infiniteAsNull(row.getString(7), row);
        return new Role(row.getString(6), attributes, row.getInt(8), until == null ? null : until.toInstant());
    }

    private static @Nullable OffsetDateTime infiniteAsNull(@Nullable String text, ResultSet row) throws SQLException {
        return text == null || text.endsWith("infinity") ? null : row.getObject(7, OffsetDateTime.class);
    }

    private static Instant clock(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(CLOCK)) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MICROS);
        }
    }

    private static Mode modeOf(DatabaseUrl url) {
        if (url.target() == Target.SUPABASE_TRANSACTION_POOLER) {
            return Mode.TRANSACTION;
        }
        return url.isSharedPooler() ? Mode.SESSION : Mode.DIRECT;
    }

    /**
     * How a URL's server lends its connections.
     *
     * @throws SQLException if it cannot be reached
     */
    public static Mode mode(DatabaseUrl url) throws SQLException {
        try (Connection connection = DataSources.direct(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(SECONDS);
            return mode(url, connection, statement);
        }
    }

    /**
     * A pooler makes up the number of the process that a client is given to cancel a statement. If it lends a
     * connection for a transaction only, two clients meet the same process of the server.
     */
    private static Mode mode(DatabaseUrl url, Connection one, Statement statement) throws SQLException {
        if (one.unwrap(PGConnection.class).getBackendPID() == backend(statement)) {
            return Mode.DIRECT;
        }
        try (Connection two = DataSources.direct(url).getConnection();
                Statement other = two.createStatement()) {
            other.setQueryTimeout(SECONDS);
            for (int tried = 0; tried < TRIES; tried++) {
                if (backend(statement) == backend(other)) {
                    return Mode.TRANSACTION;
                }
            }
        } catch (SQLException full) {
            // A pooler in session mode may have no second connection to lend.
            return Mode.SESSION;
        }
        return Mode.SESSION;
    }

    private static int backend(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(BACKEND)) {
            row.next();
            return row.getInt(1);
        }
    }
}
