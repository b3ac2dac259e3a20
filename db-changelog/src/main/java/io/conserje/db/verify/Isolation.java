package io.conserje.db.verify;

import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates two temporary hotels with a row of each in every table, and tries what one can do to the other as {@code
 * conserje_tenant}. It works in the caller's transaction, which the caller rolls back.
 */
final class Isolation {

    private static final String ROLE = "conserje_tenant";
    private static final String REFUSED = "42501";

    private static final String TENANT_TABLES = """
            with recursive tables as (
              select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = ? and c.relkind in ('r', 'p') and not c.relispartition
                and exists (select from pg_attribute a
                            where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
            ), depth (oid, level) as (
              select oid, 0 from tables
              union
              select f.conrelid, d.level + 1
              from depth d join pg_constraint f on f.confrelid = d.oid and f.contype = 'f' and f.conrelid <> f.confrelid
              where d.level < 20 and f.conrelid in (select oid from tables)
            )
            select oid::regclass::text from depth group by oid order by max(level), 1
            """;

    private final Connection connection;
    private final String schema;
    private final SampleRows samples;
    private final String mine;
    private final String other;
    private final List<Finding> findings = new ArrayList<>();

    Isolation(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
        this.samples = new SampleRows(connection);
        String name = UUID.randomUUID().toString().substring(0, 13);
        this.mine = "verify-a-" + name;
        this.other = "verify-b-" + name;
    }

    /** Runs the trials. */
    List<Finding> run() throws SQLException {
        if (!value("select to_regrole('" + ROLE + "') is not null").equals("t")) {
            return List.of(); // A rule reports the missing role.
        }
        execute("set local app.epoch = " + Integer.MAX_VALUE);
        List<String> tables = new ArrayList<>();
        for (String table : tenantTables()) {
            if (populated(table)) {
                tables.add(table);
            }
        }
        for (String table : tables) {
            withoutContext(table, null, "on a new connection");
        }
        for (String table : tables) {
            acrossTenants(table);
        }
        for (String table : tables) {
            withoutContext(table, "", "after a transaction that set one");
            withoutRowSecurity(table);
        }
        return findings;
    }

    private List<String> tenantTables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TENANT_TABLES)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }

    /**
     * Inserts rows as the owner if row level security does not bind it, or else as the first role that may.
     */
    private boolean populated(String table) throws SQLException {
        String failure = "";
        for (String role : List.of("none", ROLE, "conserje_system")) {
            Savepoint before = connection.setSavepoint();
            try {
                for (String tenant : List.of(mine, other)) {
                    become(role, role.equals(ROLE) ? tenant : null);
                    execute(samples.insert(table, tenant));
                }
                become("none", role.equals(ROLE) ? "" : null);
                connection.releaseSavepoint(before);
                return true;
            } catch (SQLException failed) {
                connection.rollback(before);
                failure = failure.isEmpty() ? String.valueOf(failed.getSQLState()) : failure;
            }
        }
        report(
                table,
                "It cannot be tested: no sample row fits it (SQLState " + failure + ").",
                "-- teach io.conserje.db.verify.SampleRows its columns and checks");
        return false;
    }

    /** @param context null for a new connection, empty for one after a transaction that set a tenant */
    private void withoutContext(String table, @Nullable String context, String when) throws SQLException {
        if (may("select", table)) {
            long seen = count(table, "", context);
            if (seen != 0) {
                report(table, "Rows of any hotel can be read while no tenant is set: " + when + ".", isolate(table));
            }
        }
        if (may("insert", table)) {
            refused(
                    table,
                    samples.insert(table, other),
                    context,
                    "A row can be added while no tenant is set: " + when + ".");
        }
    }

    private void acrossTenants(String table) throws SQLException {
        if (may("select", table)) {
            if (count(table, " where tenant_id = '" + other + "'", mine) != 0) {
                report(table, "A hotel can read the rows of another.", isolate(table));
            }
            if (count(table, " where tenant_id = '" + mine + "'", mine) == 0) {
                report(table, "A hotel cannot read its own rows.", isolate(table));
            }
        }
        if (may("insert", table)) {
            refused(table, samples.insert(table, other), mine, "A hotel can add rows to another.");
        }
        if (may("update", table)) {
            untouched(
                    table,
                    "update " + table + " set tenant_id = tenant_id where tenant_id = '" + other + "'",
                    "A hotel can change the rows of another.");
            refused(
                    table,
                    "update " + table + " set tenant_id = '" + other + "' where tenant_id = '" + mine + "'",
                    mine,
                    "A hotel can move its rows to another.");
        }
        if (may("delete", table)) {
            untouched(
                    table,
                    "delete from " + table + " where tenant_id = '" + other + "'",
                    "A hotel can delete the rows of another.");
        }
    }

    /** With row_security off, a statement that a policy would filter fails. If it succeeds, no policy binds. */
    private void withoutRowSecurity(String table) throws SQLException {
        if (may("select", table)) {
            Savepoint before = connection.setSavepoint();
            try {
                become(ROLE, mine);
                execute("set local row_security = off");
                value("select count(*) from " + table);
                report(table, "A query with row_security = off reads past the policies.", isolate(table));
            } catch (SQLException failed) {
                unlessRefused(table, failed);
            } finally {
                connection.rollback(before);
            }
        }
    }

    private boolean may(String command, String table) throws SQLException {
        String privilege = command.toUpperCase(Locale.ROOT);
        return value(
                        command.equals("delete")
                                ? "select has_table_privilege('" + ROLE + "', '" + table + "', 'DELETE')"
                                : "select has_any_column_privilege('" + ROLE + "', '" + table + "', '" + privilege
                                        + "')")
                .equals("t");
    }

    private long count(String table, String where, @Nullable String tenant) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            become(ROLE, tenant);
            return Long.parseLong(value("select count(*) from " + table + where));
        } finally {
            connection.rollback(before);
        }
    }

    private void untouched(String table, String sql, String otherwise) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            become(ROLE, mine);
            if (execute(sql) != 0) {
                report(table, otherwise, isolate(table));
            }
        } catch (SQLException failed) {
            unlessRefused(table, failed);
        } finally {
            connection.rollback(before);
        }
    }

    private void refused(String table, String sql, @Nullable String tenant, String otherwise) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            become(ROLE, tenant);
            execute(sql);
            report(table, otherwise, isolate(table));
        } catch (SQLException failed) {
            // Policies are checked before keys and constraints: a statement that fails on those has passed the policy.
            if (!REFUSED.equals(failed.getSQLState())) {
                report(
                        table,
                        otherwise + " Only a constraint stops it (SQLState " + failed.getSQLState() + ").",
                        isolate(table));
            }
        } finally {
            connection.rollback(before);
        }
    }

    private void unlessRefused(String table, SQLException failed) {
        if (!REFUSED.equals(failed.getSQLState())) {
            report(table, "It cannot be tested (SQLState " + failed.getSQLState() + ").", isolate(table));
        }
    }

    /** Sets the role and the tenant of the next statements, as {@code Transactions} does. */
    private void become(String role, @Nullable String tenant) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local role " + role);
            if (tenant != null) {
                statement.execute("set local app.current_tenant_id = '" + tenant + "'");
            }
        }
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private String value(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void report(String table, String problem, String remedy) {
        findings.add(new Finding(Area.RLS, Severity.ERROR, "table " + table, problem, remedy));
    }

    private static String isolate(String table) {
        return """
                alter table %1$s enable row level security; alter table %1$s force row level security; \
                drop policy if exists tenant_isolation on %1$s; \
                create policy tenant_isolation on %1$s for all to conserje_tenant \
                using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), '')) \
                with check (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), ''));""".formatted(table);
    }
}
