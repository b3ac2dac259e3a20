package io.conserje.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.Changelog;
import io.conserje.db.ServiceLogin;
import io.conserje.db.verify.Finding;
import io.conserje.db.verify.LoginCheck;
import io.conserje.db.verify.SchemaCheck;
import io.conserje.postgres.testing.Advisor;
import io.conserje.postgres.testing.SupabaseServer;
import io.conserje.postgres.testing.SupabaseServer.Grants;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The migrated schema in Supabase projects of both versions, with the default privileges before and since 2026. */
class SupabaseTest {

    private static final List<Project> PROJECTS = new ArrayList<>();

    /** One project, with the change sets applied by its {@code postgres}. */
    private record Project(String name, SupabaseServer server) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        PROJECTS.add(new Project("17 since 2026", SupabaseServer.start(17, Grants.SINCE_2026)));
        PROJECTS.add(new Project("17 classic", SupabaseServer.start(17, Grants.CLASSIC)));
        PROJECTS.add(new Project("15 classic", SupabaseServer.start(15, Grants.CLASSIC)));
        for (Project project : PROJECTS) {
            new Changelog(project.server().connections("postgres")).update();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (Project project : PROJECTS) {
            project.server().close();
        }
        PROJECTS.clear();
    }

    static List<Project> projects() {
        return PROJECTS;
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theServerHasTheShapeOfSupabase(Project project) {
        assertThat(TestDatabase.query(
                        project.server().connections("postgres"),
                        "select rolsuper || ' ' || rolbypassrls from pg_roles where rolname = current_user"))
                .containsExactly("false true");
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theSchemaCheckFindsNothing(Project project) {
        assertThat(new SchemaCheck(project.server().connections("postgres")).run())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theAdvisorFindsNothingInAnExposedSchema(Project project) throws SQLException {
        assertThat(Advisor.findings(project.server().connections("postgres"), "public"))
                .isEmpty();
        assertThat(Advisor.findings(project.server().connections("postgres"), "public,conserje"))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theAdvisorFindsFaults(Project project) throws SQLException {
        try (Connection connection = project.server().connections("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table public.open (a int)");
            statement.execute("grant select on public.open to anon");
            statement.execute("create table public.shut (tenant_id text)");
            statement.execute("alter table public.shut enable row level security");
            statement.execute("create policy a on public.shut using (tenant_id = current_setting('app.t', true))");
            statement.execute("create policy b on public.shut for update using (true)");
            statement.execute("create function public.f() returns int language sql as 'select 1'");
            try {
                assertThat(Advisor.findings(project.server().connections("postgres"), "public"))
                        .contains(
                                "rls_disabled_in_public: open",
                                "no_primary_key: open",
                                "auth_rls_initplan: shut.a",
                                "rls_policy_always_true: shut.b",
                                "function_search_path_mutable: f()")
                        .anyMatch(finding -> finding.startsWith("multiple_permissive_policies: shut"));
            } finally {
                statement.execute("drop table public.open, public.shut; drop function public.f()");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theDataApiIsDeniedEverything(Project project) throws SQLException {
        List<String> relations = TestDatabase.query(
                project.server().connections("postgres"),
                "select oid::regclass::text from pg_class where relnamespace = 'conserje'::regnamespace"
                        + " and relkind in ('r', 'p', 'v', 'S')");
        assertThat(relations).hasSizeGreaterThan(10);
        for (String role : List.of("anon", "authenticated", "service_role")) {
            for (String relation : relations) {
                for (String sql :
                        List.of("select * from %s", "delete from %s", "truncate %s", "insert into %s default values")) {
                    assertDenied(project, "authenticator", role, sql.formatted(relation));
                }
            }
            assertDenied(project, "authenticator", role, "create table conserje.mine (a int)");
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theServicesLoginIsDeniedEverythingWithoutARole(Project project) throws SQLException {
        for (String table : TestDatabase.query(
                project.server().connections("postgres"),
                "select oid::regclass::text from pg_class where relnamespace = 'conserje'::regnamespace"
                        + " and relkind = 'r'")) {
            assertDenied(project, "conserje_app", "none", "select * from " + table);
            assertDenied(project, "conserje_app", "conserje_tenant", "truncate " + table);
            assertDenied(project, "conserje_app", "conserje_system", "truncate " + table);
        }
        assertDenied(project, "conserje_app", "none", "set role postgres");
        assertDenied(project, "conserje_app", "none", "alter table conserje.users disable row level security");
    }

    private static void assertDenied(Project project, String login, String role, String sql) throws SQLException {
        try (Connection connection = project.server().connections(login).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set role " + role);
            assertThatThrownBy(() -> statement.execute(sql))
                    .as(role + ": " + sql)
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            denied -> assertThat(denied.getSQLState()).isEqualTo("42501"));
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theLoginCheckRefusesTheOwnersLogin(Project project) {
        assertThat(new LoginCheck(project.server().connections("conserje_app")).run())
                .isEmpty();
        assertThat(new LoginCheck(project.server().connections("postgres")).run())
                .extracting(Finding::problem)
                .anyMatch(problem -> problem.contains("BYPASSRLS"))
                .anyMatch(problem -> problem.contains("owns tables"));
    }

    @ParameterizedTest
    @MethodSource("projects")
    void theOwnerCreatesAndRotatesTheServicesLogin(Project project) {
        ServiceLogin login = new ServiceLogin(project.server().connections("postgres"));
        assertThat(login.create()).isNotEqualTo(login.rotate());
        assertThat(new LoginCheck(project.server().connections("conserje_app")).run())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("projects")
    void changeSetsRollBackAndApplyAgain(Project project) {
        Changelog changelog = new Changelog(project.server().connections("postgres"));
        assertThat(changelog.rollbackAll()).isNotEmpty();
        assertThat(changelog.update()).isNotEmpty();
        assertThat(new SchemaCheck(project.server().connections("postgres")).run())
                .isEmpty();
    }
}
