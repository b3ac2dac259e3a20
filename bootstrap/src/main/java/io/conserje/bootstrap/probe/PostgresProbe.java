package io.conserje.bootstrap.probe;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.config.DatabaseUrl.Target;
import io.conserje.bootstrap.database.DataSources;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Checks a PostgreSQL server over one connection. */
public final class PostgresProbe {

    private static final String QUESTION = """
            select current_setting('server_version'), r.rolname, r.rolsuper, r.rolbypassrls, s.version,
                   pg_catalog.to_regnamespace('conserje') is not null
              from pg_catalog.pg_roles r
              left join pg_catalog.pg_stat_ssl s on s.pid = pg_catalog.pg_backend_pid() and s.ssl
             where r.rolname = session_user
            """;

    /** The mode of the connection. */
    public enum Mode {
        /** A session, directly or through a pooler in session mode. */
        SESSION,
        /** A pooler in transaction mode, recognised by its port. */
        TRANSACTION
    }

    /**
     * The result.
     *
     * @param tls the version of TLS that the server sees; null without TLS. Behind a pooler, the pooler is the
     *     server's client
     * @param bypassesRowSecurity whether row level security does not bind the login
     * @param hasSchema whether schema {@code conserje} exists
     */
    public record Report(
            String version,
            String login,
            boolean superuser,
            boolean bypassesRowSecurity,
            @Nullable String tls,
            Mode mode,
            boolean hasSchema) {}

    private PostgresProbe() {}

    /** @throws SQLException if the server cannot be reached or queried; see {@link Trouble} */
    public static Report probe(DatabaseUrl url) throws SQLException {
        try (Connection connection = DataSources.direct(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(10);
            try (ResultSet row = statement.executeQuery(QUESTION)) {
                if (!row.next()) {
                    throw new SQLException("The server does not show its login in pg_roles", "XX000");
                }
                return new Report(
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getString(5),
                        url.target() == Target.SUPABASE_TRANSACTION_POOLER ? Mode.TRANSACTION : Mode.SESSION,
                        row.getBoolean(6));
            }
        }
    }
}
