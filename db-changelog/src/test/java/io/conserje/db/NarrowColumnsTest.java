package io.conserje.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conserje.db.verify.Finding;
import io.conserje.db.verify.SchemaCheck;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs across hotels changes the columns that it needs, and sees the change sets. */
class NarrowColumnsTest {

    private static final Map<String, Set<String>> NEEDED = Map.of(
            "tenants",
                    Set.of(
                            "name",
                            "status",
                            "business_hours_start",
                            "business_hours_end",
                            "business_hours_timezone",
                            "updated_at",
                            "share"),
            "inbox", Set.of("state", "ended_at"),
            "guest_queues",
                    Set.of(
                            "waiting",
                            "backlog",
                            "postponed",
                            "turns",
                            "due_at",
                            "ready",
                            "lease",
                            "leased_until",
                            "held"),
            "replies",
                    Set.of(
                            "ready",
                            "due_at",
                            "lease",
                            "held",
                            "held_line",
                            "settled_at",
                            "settled_how",
                            "settled_by",
                            "settled_why"),
            "dlq_permanent_failures", Set.of("state", "settled_at", "settled_by", "settled_why"),
            "processes", Set.of("last_seen", "state", "in_hand"));

    private static EmbeddedPostgres server;
    private static DataSource service;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
        new Changelog(server.getPostgresDatabase()).update();
        service = server.getDatabase("conserje_app", "postgres");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants", "inbox", "guest_queues", "replies", "dlq_permanent_failures", "processes"})
    void theSystemChangesTheColumnsThatItNeeds(String table) throws SQLException {
        List<String> columns = Databases.query(
                server.getPostgresDatabase(),
                "select attname from pg_attribute where attrelid = 'conserje." + table
                        + "'::regclass and attnum > 0 and not attisdropped and attidentity <> 'a'");
        assertThat(columns).hasSizeGreaterThan(5);
        Set<String> needed = NEEDED.getOrDefault(table, Set.of());
        for (String column : columns) {
            String update = "update conserje." + table + " set " + column + " = " + column + " where false";
            if (needed.contains(column)) {
                asSystem(update);
            } else {
                assertThatThrownBy(() -> asSystem(update))
                        .as(table + "." + column)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void theCheckFindsColumnsThatNobodyNeeds() throws SQLException {
        DataSource owner = server.getPostgresDatabase();
        Databases.run(owner, "create database widened template template1");
        DataSource widened = server.getDatabase("postgres", "widened");
        new Changelog(widened).update();
        Databases.run(widened, "grant update on conserje.replies to conserje_system");
        assertThat(new SchemaCheck(widened).run()).singleElement().satisfies(finding -> {
            assertThat(finding.problem()).contains("tenant_id").contains("body").doesNotContain("due_at");
            mend(widened, finding);
        });
        assertThat(new SchemaCheck(widened).run()).isEmpty();
    }

    private static void mend(DataSource database, Finding finding) {
        try {
            Databases.run(database, finding.remedy());
        } catch (SQLException failed) {
            throw new AssertionError(finding.remedy(), failed);
        }
    }

    @Test
    void theServicesLoginSeesTheChangeSets() throws SQLException {
        AppliedChangeSets applied = new AppliedChangeSets(service);
        assertThat(applied.missing()).isEmpty();
        assertThat(AppliedChangeSets.known())
                .containsExactlyElementsOf(new Changelog(server.getPostgresDatabase())
                        .status().stream().map(ChangeSetState::id).toList());
    }

    @Test
    void anOlderSchemaLacksChangeSets() throws SQLException {
        DataSource owner = server.getPostgresDatabase();
        Databases.run(owner, "create database older template template1");
        AppliedChangeSets applied = new AppliedChangeSets(server.getDatabase("conserje_app", "older"));
        assertThatThrownBy(applied::missing)
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("./conserje db migrate");
        Changelog changelog = new Changelog(server.getDatabase("postgres", "older"));
        changelog.update();
        Databases.run(
                server.getDatabase("postgres", "older"),
                "delete from conserje.databasechangelog where id = '0022_keep_backlog'");
        assertThat(applied.missing()).containsExactly("0022_keep_backlog");
    }

    private static void asSystem(String sql) throws SQLException {
        try (Connection connection = service.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role conserje_system");
            statement.execute(sql);
            connection.rollback();
        }
    }
}
