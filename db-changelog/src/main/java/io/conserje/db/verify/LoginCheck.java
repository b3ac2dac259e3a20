package io.conserje.db.verify;

import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Checks the service's login: its attributes, and the policies that must bind it. Reads only the catalogue, in one
 * transaction that works behind any pooler. Thread-safe.
 */
public final class LoginCheck {

    private static final String CREATE_LOGIN = "./conserje db login create";

    private static final List<Rule> LOGIN = List.of(
            new Rule(Area.ROLES, Severity.ERROR, """
                    select 'login ' || r.rolname,
                           case when r.rolsuper then 'It is a superuser' else 'It has BYPASSRLS' end
                             || ': row level security does not bind it.',
                           '%s, then put the login that it shows into POSTGRES_URL'
                    from pg_catalog.pg_roles r
                    where r.rolname = session_user and (r.rolsuper or r.rolbypassrls)
                    """.formatted(CREATE_LOGIN)),
            new Rule(Area.ROLES, Severity.ERROR, """
                    select 'login ' || session_user,
                           'It owns tables of schema conserje, or is a member of their owner: it can turn'
                             || ' row level security off.',
                           '%s, then put the login that it shows into POSTGRES_URL'
                    from pg_catalog.pg_roles r
                    where r.rolname = session_user and not r.rolsuper
                      and exists (
                        select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 'conserje' and pg_catalog.pg_has_role(r.oid, c.relowner, 'MEMBER'))
                    """.formatted(CREATE_LOGIN)),
            new Rule(Area.ROLES, Severity.ERROR, """
                    select 'login ' || session_user, pg_catalog.format('It may not become %s.', wanted.name),
                           case when r.oid is null then './conserje db migrate'
                                else pg_catalog.format('grant %I to %I;', wanted.name, session_user) end
                    from (values ('conserje_tenant'), ('conserje_system')) as wanted (name)
                    left join pg_catalog.pg_roles r on r.rolname = wanted.name
                    where r.oid is null or not pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
                    """),
            new Rule(Area.RLS, Severity.ERROR, """
                    select 'schema conserje', 'It has no tables.', './conserje db migrate'
                    where not exists (
                      select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                      where n.nspname = 'conserje' and c.relkind in ('r', 'p') and c.relname = 'tenants')
                    """));

    private final DataSource service;

    /** @param service connections of the login under which the service runs; not closed here */
    public LoginCheck(DataSource service) {
        this.service = service;
    }

    /**
     * Runs the check.
     *
     * @return why this login must not serve hotels; empty if it may
     * @throws VerificationException if the database cannot be reached, or refuses the check
     */
    public List<Finding> run() {
        try (Connection connection = service.getConnection()) {
            connection.setAutoCommit(false);
            try {
                SchemaCheck.prepare(connection);
                List<Finding> findings = new ArrayList<>();
                for (Rule rule : LOGIN) {
                    findings.addAll(rule.findings(connection));
                }
                // Policies are for roles: there is nothing to check without them.
                if (findings.stream().noneMatch(Finding::awaitsChangeSets)) {
                    for (Rule rule : Rules.ofPolicies("conserje")) {
                        findings.addAll(rule.findings(connection));
                    }
                }
                return List.copyOf(findings);
            } finally {
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw new VerificationException(
                    "Cannot check the service's login: " + failed.getMessage() + " (SQLState " + failed.getSQLState()
                            + ")",
                    failed);
        }
    }
}
