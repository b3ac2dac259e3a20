package io.conserje.db.verify;

import io.conserje.db.verify.Finding.Area;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Checks that a schema isolates hotels. It reads the catalogue. Then it tries on every table what two temporary hotels
 * can do to each other, in a transaction that is rolled back. Changes nothing. Thread-safe.
 *
 * <p>Use the owner's login on a direct or session-mode connection.
 */
public final class SchemaCheck {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private final DataSource owner;
    private final String schema;

    /**
     * Checks schema {@code conserje}.
     *
     * @param owner connections of the login that owns the schema; not closed here
     */
    public SchemaCheck(DataSource owner) {
        this(owner, "conserje");
    }

    /**
     * Checks a schema of another name by the same rules.
     *
     * @throws IllegalArgumentException if the name is not 1 to 63 lower case letters, digits and underscores
     */
    public SchemaCheck(DataSource owner, String schema) {
        if (!NAME.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "A schema's name is 1 to 63 characters of a-z, 0-9 and _, was \"" + schema + "\".");
        }
        this.owner = owner;
        this.schema = schema;
    }

    /**
     * Checks all areas.
     *
     * @return the findings; empty if the schema is sound
     * @throws VerificationException if the database cannot be reached, or refuses the check
     */
    public List<Finding> run() {
        return run(EnumSet.allOf(Area.class));
    }

    /**
     * Checks some areas.
     *
     * @return the findings; empty if these areas are sound
     * @throws VerificationException if the database cannot be reached, or refuses the check
     */
    public List<Finding> run(Set<Area> areas) {
        List<Finding> findings = new ArrayList<>();
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try {
                prepare(connection);
                for (Rule rule : Rules.of(schema)) {
                    if (areas.contains(rule.area())) {
                        findings.addAll(rule.findings(connection));
                    }
                }
                if (areas.contains(Area.RLS)) {
                    findings.addAll(new Isolation(connection, schema).run());
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new VerificationException(
                    "Cannot check schema " + schema + ": " + failed.getMessage() + " (SQLState " + failed.getSQLState()
                            + ")",
                    failed);
        }
        return List.copyOf(findings);
    }

    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // With an empty search path the server qualifies every name. The timeouts keep a check from blocking
            // others.
            statement.execute("set local search_path = ''");
            statement.execute("set local lock_timeout = '5s'");
            statement.execute("set local statement_timeout = '60s'");
        }
    }
}
