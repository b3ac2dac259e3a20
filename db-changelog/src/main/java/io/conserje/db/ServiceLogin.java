package io.conserje.db;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;

/**
 * The service's login {@code conserje_app}. It owns nothing, and row level security binds it. Its password is generated
 * here and returned once. The server gets the SCRAM verifier, never the password. Thread-safe.
 *
 * <p>Supabase's daily backups do not have the passwords of such logins: rotate after a restore.
 */
public final class ServiceLogin {

    /** The login's name. */
    public static final String NAME = "conserje_app";

    private static final int PASSWORD_BYTES = 24;

    private final DataSource owner;
    private final SecureRandom random = new SecureRandom();

    /** @param owner connections of the login that owns the schema; not closed here */
    public ServiceLogin(DataSource owner) {
        this.owner = owner;
    }

    /**
     * Creates the login, or repairs an existing one, and gives it a new password. Services with the old password can
     * open no new connections.
     *
     * @return the password, 32 characters that need no quoting in a URL
     * @throws ChangelogException if the database cannot be reached, lacks the change sets, or refuses the change
     */
    public String create() {
        return withNewPassword("create the login", (statement, password) -> {
            if (!exists(statement)) {
                statement.execute("create role " + NAME + " login noinherit nobypassrls");
            }
            for (String power : powers(statement)) {
                statement.execute("alter role " + NAME + " " + power);
            }
            statement.execute("grant conserje_tenant, conserje_system to " + NAME);
            statement.execute("alter role " + NAME + " login noinherit password '" + password + "'");
        });
    }

    /**
     * Gives the login a new password. Open connections stay. Services need the new password for new ones.
     *
     * @return the password, 32 characters that need no quoting in a URL
     * @throws ChangelogException if there is no such login, the database cannot be reached, or refuses the change
     */
    public String rotate() {
        return withNewPassword(
                "change the login's password",
                (statement, password) -> statement.execute("alter role " + NAME + " password '" + password + "'"));
    }

    private interface Work {
        void on(Statement statement, String verifier) throws SQLException;
    }

    private String withNewPassword(String what, Work work) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                work.on(statement, ScramVerifier.of(password, salt));
                connection.commit();
            } finally {
                connection.rollback();
            }
            return password;
        } catch (SQLException failed) {
            throw new ChangelogException(
                    "Cannot " + what + " " + NAME + ": " + failed.getMessage() + ". Apply the change sets first"
                            + " (./conserje db migrate), with the login that owns the schema.",
                    failed);
        }
    }

    /** The attributes to take away. Only those that the login has are named, as not every owner may name them all. */
    private static List<String> powers(Statement statement) throws SQLException {
        List<String> powers = new ArrayList<>();
        try (ResultSet role = statement.executeQuery(
                "select rolsuper, rolbypassrls from pg_catalog.pg_roles where rolname = '" + NAME + "'")) {
            while (role.next()) {
                if (role.getBoolean(1)) {
                    powers.add("nosuperuser");
                }
                if (role.getBoolean(2)) {
                    powers.add("nobypassrls");
                }
            }
        }
        return powers;
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet found =
                statement.executeQuery("select from pg_catalog.pg_roles where rolname = '" + NAME + "'")) {
            return found.next();
        }
    }
}
