package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.PgBouncer;
import io.conserje.postgres.testing.PgBouncer.Mode;
import io.conserje.postgres.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a transfer cannot begin with: one message that names the end and the remedy, and no change on either side. */
class TransferRefusalsTest {

    private static final String COMMAND = "db transfer run --from env:SOURCE --to env:";

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @BeforeEach
    void addAnEmptyTarget() {
        DATABASE.empty();
        DATABASE.givenTenants(new TenantId("hotel-sur"));
        DATABASE.run("create database target");
        new Changelog(target()).update();
    }

    @AfterEach
    void removeItAndThawTheSource() throws SQLException {
        TransferDatabases.thaw(DATABASE.owner());
        DATABASE.run("drop schema if exists conserje_transfer cascade");
        DATABASE.run("drop database target with (force)");
    }

    private static PGSimpleDataSource target() {
        PGSimpleDataSource target = new PGSimpleDataSource();
        target.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/target");
        target.setUser("postgres");
        return target;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NOTHING    | postgres@127.0.0.1:1/target | Connection to 127.0.0.1:1 refused | Nothing answers
            DATABASE   | /nowhere                    | database "nowhere" does not exist | no such database
            LOGIN      | stranger@                   | role "stranger" does not exist    | check the user's name
            """)
    void namesTheEndThatGivesNoSession(String end, String url, String said, String remedy) {
        Run run = conserje(COMMAND + end);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("--to: there is no connection to postgresql://")
                .contains(url, said, remedy)
                .doesNotContain("\tat ");
        assertThat(conserje("db transfer plan --from env:" + end + " --to env:TARGET")
                        .err())
                .startsWith("--from: there is no connection to");
        assertSourceTakesWrites();
    }

    @Test
    void namesTheEndOfAWrongPasswordAndHidesIt() throws Exception {
        DATABASE.run("create role locked superuser login password 'right'");
        Path rules = Path.of(DATABASE.asOwner("show hba_file").getFirst());
        String before = Files.readString(rules);
        try {
            Files.writeString(rules, "host all locked 127.0.0.1/32 scram-sha-256\n" + before);
            DATABASE.run("select pg_reload_conf()");
            await().untilAsserted(() ->
                    assertThat(conserje(COMMAND + "LOCKED").exitCode()).isEqualTo(3));

            Run run = conserje(COMMAND + "LOCKED");

            assertThat(run.err())
                    .startsWith("--to: there is no connection to")
                    .contains("password authentication failed", "Check user and password")
                    .doesNotContain("wrong%21", "wrong!");
            assertSourceTakesWrites();
        } finally {
            Files.writeString(rules, before);
            DATABASE.run("select pg_reload_conf()");
            DATABASE.run("drop role locked");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delete from conserje.databasechangelog where orderexecuted = (select max(orderexecuted) from conserje.databasechangelog) | different versions | db migrate
            alter table conserje.tenants add column stars int                          | Table conserje.tenants differs | stars
            create table conserje.notes (tenant_id text primary key)                   | notes exists only in --to      | remove it
            drop schema conserje cascade                                               | --to: there is no schema       | db migrate
            alter database target set default_transaction_read_only = on               | read-only (SQLSTATE 25006)     | disk is full
            """)
    void refusesATargetThatDiffers(String change, String reason, String remedy) throws SQLException {
        onTarget(change);

        Run run = conserje(COMMAND + "TARGET");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(reason, remedy).doesNotContain("\tat ");
        assertThat(conserje("db transfer plan --from env:SOURCE --to env:TARGET")
                                .out()
                        + run.err())
                .contains(reason);
        assertSourceTakesWrites();
    }

    @Test
    @Tag("pooler")
    void refusesAPoolerInTransactionModeOnAnyPort() throws Exception {
        try (PgBouncer pooler = PgBouncer.before(DATABASE.port(), Mode.TRANSACTION, 4)) {
            Run run = conserje(
                    "db transfer plan --from " + url("postgres", pooler.port(), "postgres") + " --to env:TARGET");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("--from: ", "is a pooler in transaction mode", "session mode");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"})
    void timeoutsOfTheDatabaseDoNotCutIt(String limit) throws SQLException {
        DATABASE.run("insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                + " select 'hotel-sur', 'room:' || n, 'acquired', 'guest' from generate_series(1, 60000) n");
        DATABASE.run("alter database postgres set " + limit + " = '30ms'");
        onTarget("alter database target set " + limit + " = '30ms'");
        try {
            Run run = conserje(COMMAND + "TARGET");
            assertThat(run.exitCode()).as(run.err()).isZero();
        } finally {
            DATABASE.run("alter database postgres reset " + limit);
        }
    }

    /** A target can be refused at any time; nobody may find the source frozen for it. */
    private static void assertSourceTakesWrites() {
        assertThat(DATABASE.asOwner(
                        "select has_table_privilege('conserje_tenant', 'conserje.sessions', 'insert')::text"))
                .containsExactly("true");
        assertThat(DATABASE.asOwner("select scope from conserje.closures")).isEqualTo(List.of());
    }

    private static void onTarget(String sql) throws SQLException {
        try (Connection connection = target().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Run conserje(String command) {
        Map<String, String> environment = Map.of(
                "SOURCE", url("postgres", DATABASE.port(), "postgres"),
                "TARGET", url("postgres", DATABASE.port(), "target"),
                "NOTHING", url("postgres", 1, "target"),
                "DATABASE", url("postgres", DATABASE.port(), "nowhere"),
                "LOGIN", url("stranger", DATABASE.port(), "target"),
                "LOCKED", url("locked:wrong%21", DATABASE.port(), "target"));
        return Run.of(environment, Path.of("unused"), command.split(" "));
    }

    private static String url(String login, int port, String database) {
        return "postgresql://" + login + "@127.0.0.1:" + port + "/" + database;
    }
}
