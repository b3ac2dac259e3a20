package io.conserje.db.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.Changelog;
import io.conserje.db.verify.Finding.Area;
import io.conserje.db.verify.Finding.Severity;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {

    private static EmbeddedPostgres server;
    private static int databases;

    private DataSource owner;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
        new Changelog(server.getPostgresDatabase()).update();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** Each test may break a database of its own. */
    @BeforeEach
    void copy() throws SQLException {
        String name = "copy" + databases++;
        run(server.getDatabase("postgres", "template1"), "create database " + name + " template postgres");
        owner = server.getDatabase("postgres", name);
    }

    @Test
    void findsNothingInWhatTheChangeSetsMake() {
        assertThat(new SchemaCheck(owner).run()).isEmpty();
    }

    @Test
    void leavesNothingBehind() throws SQLException {
        new SchemaCheck(owner).run();
        assertThat(query(owner, "select tenant_id from conserje.tenants")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants", "users", "tenant_user_identifiers", "lock_audit", "dlq_permanent_failures"})
    void failsOnEveryTableOfThePlan(String table) throws SQLException, IOException {
        givenThePlan();
        List<Finding> findings = of("public." + table, new SchemaCheck(owner, "public").run());

        assertThat(problems(findings))
                .anyMatch(problem -> problem.contains("not forced"))
                .anyMatch(problem -> problem.contains("see more, or write more, than the one tenant"))
                .anyMatch(problem -> problem.startsWith("Rows of any hotel are seen while no tenant is set"))
                .anyMatch(problem -> problem.startsWith("A row can be added while no tenant is set"));
        assertThat(findings).allMatch(finding -> !finding.remedy().isBlank());
    }

    @Test
    void namesTheIndexOfThePlanThatIsThereTwice() throws SQLException, IOException {
        givenThePlan();
        assertThat(new SchemaCheck(owner, "public").run(EnumSet.of(Area.INDEXES)))
                .anySatisfy(finding -> {
                    assertThat(finding.object()).isEqualTo("index public.idx_tenant_user_identifiers_identifier");
                    assertThat(finding.problem()).contains("public.uq_identifier");
                    assertThat(finding.remedy()).isEqualTo("drop index public.idx_tenant_user_identifiers_identifier;");
                });
    }

    private void givenThePlan() throws SQLException, IOException {
        try (InputStream plan = SchemaCheckTest.class.getResourceAsStream("plan.sql")) {
            run(owner, new String(plan.readAllBytes(), StandardCharsets.UTF_8));
        }
        run(owner, "grant select, insert, update, delete on all tables in schema public to conserje_tenant");
        run(owner, "grant usage on all sequences in schema public to conserje_tenant");
    }

    /** What somebody does to a good schema, whom it concerns, and words of what is said of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    alter table conserje.users disable row level security | conserje.users | not enabled
                    alter table conserje.users no force row level security | conserje.users | not forced
                    drop policy tenant_isolation on conserje.users | conserje.users | No policy ties it
                    alter policy tenant_isolation on conserje.users to public | conserje.users | for others than
                    alter policy tenant_isolation on conserje.users using (true) | conserje.users | see more, or write more
                    create policy more on conserje.users for select to conserje_tenant using (tenant_id is not null) | conserje.users | A hotel sees the rows of another
                    create policy more on conserje.users for insert to conserje_tenant with check (tenant_id is not null) | conserje.users | A hotel can add rows to another
                    create policy more on conserje.users for update to conserje_tenant using (tenant_id is not null) | conserje.users | several policies
                    create policy more on conserje.users for delete to conserje_tenant using (tenant_id is not null) | conserje.users | several policies
                    drop policy system_select on conserje.sessions | conserje.sessions | conserje_system may select
                    grant select on conserje.users to anon | conserje.users | anon may select
                    grant select on conserje.users to public | conserje.users | public may select
                    grant select (hashed_password) on conserje.users to service_role | conserje.users | service_role may select the columns hashed_password
                    grant update (name, status), select (name) on conserje.tenants to public | conserje.tenants | public may update the columns name, status
                    grant references (tenant_id) on conserje.tenants to conserje_tenant | conserje.tenants | conserje_tenant may references the columns tenant_id
                    grant truncate on conserje.users to conserje_tenant | conserje.users | may truncate
                    grant usage on schema conserje to authenticated | schema conserje | authenticated may usage
                    alter default privileges in schema conserje grant select on tables to anon | schema conserje | is granted to anon
                    create function conserje.one() returns int language sql as 'select 1' | conserje.one() | public may call
                    create function conserje.one() returns int language sql as 'select 1' | conserje.one() | not pinned
                    create function conserje.one() returns int language sql security definer as 'select 1' | conserje.one() | owner's powers
                    create index twice on conserje.users (tenant_id, email) | conserje.twice | does already
                    create index part on conserje.inbox (tenant_id) | conserje.part | does already
                    drop index conserje.idx_lock_audit_resource_id | idx_lock_audit_resource_id | missing
                    alter table conserje.users add unique (email) | conserje.users | does not begin with tenant_id
                    create table conserje.notes (id int primary key); grant select on conserje.notes to conserje_tenant | conserje.notes | no tenant_id
                    create table conserje.heap (tenant_id text not null) | conserje.heap | no primary key
                    create view conserje.all_users as select * from conserje.users | conserje.all_users | owner's powers
                    drop extension pgcrypto | pgcrypto | not there
                    alter extension pg_trgm set schema public | pg_trgm | stands in schema public
                    alter policy tenant_isolation on conserje.users using (tenant_id = nullif((select current_setting('app.current_tenant_id', true)), '') or nullif((select current_setting('app.current_tenant_id', true)), '') is null) | conserje.users | no tenant is set
                    """)
    void saysWhatIsWrongAndWithWhat(String harm, String whom, String words) throws SQLException {
        run(
                owner,
                "do $$ begin create role anon; create role authenticated; create role service_role; exception when others then null; end $$");
        run(owner, harm);
        assertThat(of(whom, new SchemaCheck(owner).run()))
                .extracting(Finding::problem)
                .anyMatch(problem -> problem.contains(words));
    }

    /** What mends itself when the remedies are run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table conserje.sessions disable row level security",
                "alter table conserje.sessions no force row level security",
                "drop policy tenant_isolation on conserje.sessions",
                "alter policy tenant_isolation on conserje.sessions using (true)",
                "grant all on conserje.sessions to public",
                "grant update (guest, version) on conserje.sessions to public",
                "create function conserje.one() returns int language sql as 'select 1'",
                "drop index conserje.idx_dlq_permanent_failures_channel",
                "create index twice on conserje.users (tenant_id, email)",
                "drop extension pgcrypto"
            })
    void theRemediesMendIt(String harm) throws SQLException {
        run(owner, harm);
        List<Finding> findings = new SchemaCheck(owner).run();
        assertThat(findings).isNotEmpty();
        for (String remedy : findings.stream().map(Finding::remedy).distinct().toList()) {
            if (!new SchemaCheck(owner).run().isEmpty()) {
                run(owner, remedy);
            }
        }
        assertThat(new SchemaCheck(owner).run()).isEmpty();
    }

    @Test
    void checksOnlyWhatItIsAskedTo() throws SQLException {
        run(owner, "drop extension pgcrypto; alter table conserje.users disable row level security");
        assertThat(new SchemaCheck(owner).run(EnumSet.of(Area.EXTENSIONS)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
        assertThat(new SchemaCheck(owner).run(EnumSet.of(Area.FUNCTIONS))).isEmpty();
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        DataSource nowhere = server.getDatabase("postgres", "nowhere");
        assertThatThrownBy(() -> new SchemaCheck(nowhere).run())
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("Cannot check schema conserje")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new SchemaCheck(owner, "a; drop table b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLoginCheckPassesTheServicesLoginAndNoOther() throws SQLException {
        String database = query(owner, "select current_database()").getFirst();
        assertThat(new LoginCheck(server.getDatabase("conserje_app", database)).run())
                .isEmpty();

        assertThat(problems(new LoginCheck(owner).run())).anyMatch(problem -> problem.contains("superuser"));
        run(owner, "create role passes login bypassrls in role conserje_tenant, conserje_system");
        assertThat(problems(new LoginCheck(server.getDatabase("passes", database)).run()))
                .containsExactly("It has BYPASSRLS: row level security does not bind it.");
        run(owner, "create role stranger login");
        assertThat(problems(new LoginCheck(server.getDatabase("stranger", database)).run()))
                .containsExactlyInAnyOrder("It may not become conserje_tenant.", "It may not become conserje_system.");
        run(owner, "create role landlord login in role conserje_tenant, conserje_system");
        run(owner, "alter table conserje.users owner to landlord");
        assertThat(new LoginCheck(server.getDatabase("landlord", database)).run())
                .anySatisfy(finding -> {
                    assertThat(finding.problem()).contains("owns tables");
                    assertThat(finding.remedy()).contains("./conserje db login create");
                });
    }

    @Test
    void theLoginCheckSeesThatRowSecurityIsOff() throws SQLException {
        String database = query(owner, "select current_database()").getFirst();
        run(owner, "alter table conserje.users no force row level security");
        assertThat(problems(new LoginCheck(server.getDatabase("conserje_app", database)).run()))
                .containsExactly("Row level security is not forced: it does not bind the owner.");
        run(owner, "drop schema conserje cascade");
        assertThat(new LoginCheck(server.getDatabase("conserje_app", database)).run())
                .filteredOn(Finding::awaitsChangeSets)
                .extracting(Finding::remedy)
                .containsExactly("./conserje db migrate");
    }

    private static List<Finding> of(String object, List<Finding> findings) {
        Predicate<Finding> named = finding -> finding.object().contains(object);
        return findings.stream().filter(named).toList();
    }

    private static List<String> problems(List<Finding> findings) {
        return findings.stream().map(Finding::problem).toList();
    }

    private static void run(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> query(DataSource source, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
