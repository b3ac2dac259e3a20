package io.conserje.postgres.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A PostgreSQL with the roles, attributes, schemas and default privileges of a Supabase project. As for a project's
 * owner, the login {@code postgres} is no superuser, has BYPASSRLS and CREATEROLE, and owns the database. A grant stands in
 * for the extension that lets it set {@code session_replication_role}.
 */
public final class SupabaseServer implements AutoCloseable {

    /** The default privileges on tables that {@code postgres} creates in schema {@code public}. */
    public enum Grants {
        /**
         * Projects created before 2026: all privileges to {@code anon}, {@code authenticated} and {@code service_role}.
         */
        CLASSIC,
        /** Projects created since: none. */
        SINCE_2026
    }

    private static final String HOST = "localhost";
    private static final String PLATFORM_LOGIN = "supabase_admin";

    private static final String ROLES = """
            create role postgres login createdb createrole replication bypassrls;
            alter role postgres set search_path = "$user", public, extensions;
            create role anon nologin noinherit;
            create role authenticated nologin noinherit;
            create role service_role nologin noinherit bypassrls;
            create role authenticator login noinherit;
            create role dashboard_user nologin createdb createrole replication;
            create role supabase_read_only_user login bypassrls;
            alter role anon set statement_timeout = '3s';
            alter role authenticated set statement_timeout = '8s';
            alter role authenticator set statement_timeout = '8s';
            alter role authenticator set lock_timeout = '8s';
            grant anon, authenticated, service_role to authenticator;
            grant anon, authenticated, service_role to postgres with admin option;
            grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
            grant pg_read_all_data to supabase_read_only_user;
            grant set on parameter session_replication_role to postgres;
            """;

    private static final String DATABASE = """
            alter database postgres owner to postgres;
            create schema extensions authorization postgres;
            grant usage on schema extensions to anon, authenticated, service_role;
            create extension "uuid-ossp" with schema extensions;
            create extension pgcrypto with schema extensions;
            create extension pg_stat_statements with schema extensions;
            create schema auth;
            create schema storage;
            grant usage on schema public to postgres, anon, authenticated, service_role;
            """;

    private static final String EVERYTHING_IN_PUBLIC = """
            alter default privileges for role postgres in schema public
              grant all on tables to postgres, anon, authenticated, service_role;
            alter default privileges for role postgres in schema public
              grant all on functions to postgres, anon, authenticated, service_role;
            alter default privileges for role postgres in schema public
              grant all on sequences to postgres, anon, authenticated, service_role;
            """;

    private final EmbeddedPostgres server;
    private final Certificate certificate;

    private SupabaseServer(EmbeddedPostgres server, Certificate certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    /** @param version 15 or 17 */
    public static SupabaseServer start(int version, Grants grants) throws IOException {
        Certificate certificate = Certificate.of(Files.createTempDirectory("conserje-tls"), HOST);
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "100")
                .setServerConfig("wal_level", "logical")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.certificate().toString())
                .setServerConfig("ssl_key_file", certificate.key().toString())
                .setServerConfig("timezone", "Pacific/Auckland");
        if (version == 15) {
            builder.setPgBinaryResolver(new Postgres15());
        }
        SupabaseServer shaped = new SupabaseServer(builder.start(), certificate);
        try {
            shaped.shape(grants);
            return shaped;
        } catch (SQLException failed) {
            shaped.close();
            throw new IOException("Cannot give the server the shape of a Supabase project.", failed);
        }
    }

    /** From PostgreSQL 16 on the first login cannot lose its powers, so another login renames it. */
    private void shape(Grants grants) throws SQLException {
        run("postgres", "create role renamer superuser login");
        run("renamer", "alter role postgres rename to " + PLATFORM_LOGIN);
        run(PLATFORM_LOGIN, "drop role renamer");
        run(PLATFORM_LOGIN, ROLES);
        run(PLATFORM_LOGIN, DATABASE);
        if (grants == Grants.CLASSIC) {
            run(PLATFORM_LOGIN, EVERYTHING_IN_PUBLIC);
        }
    }

    private void run(String login, String sql) throws SQLException {
        try (Connection connection = connections(login).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Connections of a login, directly to the server. */
    public DataSource connections(String login) {
        return server.getDatabase(login, "postgres");
    }

    /** The server's TLS certificate. It is for {@code localhost}, not for the address of the loopback. */
    public Certificate certificate() {
        return certificate;
    }

    /** The server's port on the loopback. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        certificate.delete();
    }
}
