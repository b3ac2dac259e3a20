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
import org.junit.jupiter.params.provider.CsvFileSource;
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

    /** Each test breaks a copy of its own. */
    @BeforeEach
    void copy() throws SQLException {
        String name = "copy" + databases++;
        run(server.getDatabase("postgres", "template1"), "create database " + name + " template postgres");
        owner = server.getDatabase("postgres", name);
    }

    @Test
    void findsNothingInTheMigratedSchema() {
        assertThat(new SchemaCheck(owner).run()).isEmpty();
    }

    @Test
    void leavesNothingBehind() throws SQLException {
        new SchemaCheck(owner).run();
        assertThat(query(owner, "select tenant_id from conserje.tenants")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants", "users", "tenant_user_identifiers", "lock_audit", "dlq_permanent_failures"})
    void findsFaultsInEveryTableOfThePlan(String table) throws SQLException, IOException {
        givenThePlan();
        List<Finding> findings = of("public." + table, new SchemaCheck(owner, "public").run());

        assertThat(problems(findings))
                .anyMatch(problem -> problem.contains("not forced"))
                .anyMatch(problem -> problem.contains("read or write more than the rows of one tenant"))
                .anyMatch(problem -> problem.startsWith("Rows of any hotel can be read while no tenant is set"))
                .anyMatch(problem -> problem.startsWith("A row can be added while no tenant is set"));
        assertThat(findings).allMatch(finding -> !finding.remedy().isBlank());
    }

    @Test
    void findsTheRedundantIndexOfThePlan() throws SQLException, IOException {
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

    /** A change that harms a sound schema, the object of the finding, and a part of its text. */
    @ParameterizedTest
    @CsvFileSource(resources = "faults.csv", delimiter = '|')
    void findsEachFault(String harm, String object, String text) throws SQLException {
        run(
                owner,
                "do $$ begin create role anon; create role authenticated; create role service_role;"
                        + " exception when others then null; end $$");
        run(owner, harm);
        assertThat(of(object, new SchemaCheck(owner).run()))
                .extracting(Finding::problem)
                .anyMatch(problem -> problem.contains(text));
    }

    /** Harmful changes that the remedies repair. */
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
    void theRemediesRepairTheSchema(String harm) throws SQLException {
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
    void checksOnlyTheGivenAreas() throws SQLException {
        run(owner, "drop extension pgcrypto; alter table conserje.users disable row level security");
        assertThat(new SchemaCheck(owner).run(EnumSet.of(Area.EXTENSIONS)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING));
        assertThat(new SchemaCheck(owner).run(EnumSet.of(Area.FUNCTIONS))).isEmpty();
    }

    @Test
    void anUnreachableDatabaseIsReported() {
        DataSource nowhere = server.getDatabase("postgres", "nowhere");
        assertThatThrownBy(() -> new SchemaCheck(nowhere).run())
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("Cannot check schema conserje")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new SchemaCheck(owner, "a; drop table b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLoginCheckAcceptsOnlyTheServicesLogin() throws SQLException {
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
    void theLoginCheckFindsThatRowSecurityIsOff() throws SQLException {
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
