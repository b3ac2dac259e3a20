package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.conserje.bootstrap.config.DatabaseUrl;
import io.conserje.bootstrap.database.DataSources;
import io.conserje.bootstrap.embedded.EmbeddedServers;
import io.conserje.bootstrap.embedded.EmbeddedServers.Server;
import io.conserje.bootstrap.probe.RedisProbe;
import io.conserje.db.LaterChangelog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Two versions side by side, rollbacks that lose data, and locks that were left behind. */
class UpgradeCommandsTest {

    private static final String OLD = "11111111-1111-1111-1111-111111111111";
    private static final String DATA = "insert into conserje.tenants (tenant_id, name) values ('hotel', 'H');"
            + " insert into conserje.tenant_audit (tenant_id, actor, action) values ('hotel', 'ana', 'changed')";

    @TempDir
    static Path directory;

    private static EmbeddedServers servers;

    @BeforeAll
    static void start() {
        servers = EmbeddedServers.start(directory.resolve("servers"), Set.of(Server.POSTGRES));
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void migrate() throws SQLException {
        run("drop schema if exists conserje cascade");
        assertThat(Run.of(development(), directory, "db", "migrate").exitCode()).isZero();
    }

    @Test
    void anOlderProcessKeepsMigrateFromContracting() throws SQLException {
        run("insert into conserje.processes (id, version, epoch, host, state, in_hand) values ('" + OLD
                + "', '0.1.0', 1, 'app-1', 'serving', 0)");

        Run refused = later(production(), "--no-backup");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("process " + OLD + ", version 0.1.0, epoch 1, on app-1, last seen 2")
                .contains("--wait", "--force");
        assertThat(refused.out()).doesNotContain("Applied");

        Run forced = later(production(), "--no-backup", "--force");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(forced.out().lines())
                .containsExactly("Applied 9001_name_guests", "Applied 9003_drop_actors", "Done.");
    }

    @Test
    void aWaitForOlderProcessesIsSaidAndEnds() throws SQLException {
        run("insert into conserje.processes (id, version, epoch, host, state, in_hand) values ('" + OLD
                + "', '0.1.0', 1, 'app-1', 'serving', 0)");
        Run late = later(production(), "--no-backup", "--wait", "1s");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).contains("Waiting for 1 older process to end:").contains("alive after 1 s");
        assertThat(later(production(), "--wait", "2d").exitCode()).isEqualTo(2);
    }

    @Test
    void whatDeletesDataNeedsABackupOutsideDevelopment() throws SQLException {
        run(DATA);

        Run refused = later(production());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("no backup is recorded")
                .contains("9003_drop_actors deletes data:")
                .contains("of table tenant_audit, column actor: 1 row")
                .contains("--backup FILE or --no-backup");

        Run backedUp =
                later(production(), "--backup", directory.resolve("before.zip").toString());
        assertThat(backedUp.exitCode()).as(backedUp.err()).isZero();
        assertThat(backedUp.out()).contains("Wrote ").contains("before.zip").contains("Applied 9003_drop_actors");
        assertThat(directory.resolve("before.zip")).exists();
        assertThat(Run.of(development(), directory, "db", "status").out())
                .contains("Last backup of all hotels: 2")
                .contains("(0 min ago)");
    }

    @Test
    void noBackupIsTakenWhileAnOlderProcessKeepsMigrateOut() throws SQLException {
        run("insert into conserje.processes (id, version, epoch, host, state, in_hand) values ('" + OLD
                + "', '0.1.0', 1, 'app-1', 'serving', 0)");
        Path file = directory.resolve("too-early.zip");

        assertThat(later(production(), "--backup", file.toString()).exitCode()).isEqualTo(1);
        assertThat(file).doesNotExist();

        Run forced = later(production(), "--backup", file.toString(), "--force");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(file).exists();
        assertThat(forced.out().lines().map(line -> line.split(" ", 2)[0]))
                .containsExactly("Wrote", "Applied", "Applied", "Done.");
    }

    @Test
    void aBackupThatFailsKeepsMigrateFromApplying() throws SQLException {
        Path file = directory.resolve("no-folder").resolve("before.zip");

        Run failed = later(production(), "--backup", file.toString());
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).doesNotContain("Applied");
        assertThat(later(production(), "--no-backup").exitCode()).isZero();
    }

    @Test
    void whatDeletesDataIsAppliedInDevelopment() throws SQLException {
        run(DATA);
        assertThat(later(development()).exitCode()).isZero();
    }

    @Test
    void aScriptCannotRollDataBackWithoutYes() throws SQLException {
        run(DATA);
        Run refused = Run.of(development(), directory, "db", "rollback", "--to", "0007_add_holds");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("table tenant_audit: 1 row")
                .contains("--yes")
                .contains("db backup");
        assertThat(refused.out()).isEmpty();

        Run done = Run.of(development(), directory, "db", "rollback", "--to", "0007_add_holds", "--yes");
        assertThat(done.exitCode()).isZero();
        assertThat(done.err()).contains("table tenant_audit: 1 row");
    }

    @Test
    void atATerminalARollbackAsksFirst() throws SQLException {
        run(DATA);
        Run no = rollback("yes");
        assertThat(no.exitCode()).isEqualTo(1);
        assertThat(no.err()).contains("Nothing was rolled back.");

        assertThat(rollback("roll back").out()).contains("Rolled back 0008_add_tenant_audit");
    }

    @Test
    void aLockThatWasLeftIsShownAndReleased() throws SQLException {
        assertThat(Run.of(development(), directory, "db", "unlock").out()).contains("Nothing to release");
        run("update conserje.databasechangeloglock set locked = true, lockgranted = now(),"
                + " lockedby = 'app-1 (10.0.0.7), process 4242, session 999999, since 2026-11-28T08:00:00Z'");

        assertThat(Run.of(development(), directory, "db", "status").out())
                .contains("a migration that is gone left it: host app-1 (10.0.0.7), process 4242")
                .contains("Epoch of the schema: 1.")
                .contains("Live processes: 0.")
                .contains("no backup is recorded");
        assertThat(Run.of(development(), directory, "db", "status", "--json").out())
                .contains("\"state\": \"gone\"", "\"process\": 4242", "\"epoch\": 1", "\"processes\": []");
        assertThat(Run.of(development(), directory, "db", "unlock").out())
                .contains("Released the lock of host app-1 (10.0.0.7)");
        assertThat(Run.of(development(), directory, "db", "status").out()).contains("Lock of the change sets: free.");
    }

    private static Run rollback(String answer) {
        Outside outside = new Outside(development(), directory, RedisProbe.DIRECT, question -> {
            assertThat(question).contains("table tenant_audit: 1 row").contains("\"roll back\"");
            return Optional.of(answer);
        });
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine(outside, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute("db", "rollback", "--to", "0007_add_holds");
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** {@code db migrate} of a later version. */
    private static Run later(Map<String, String> environment, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(
                new DbMigrate(new Outside(environment, directory, RedisProbe.DIRECT), LaterChangelog::of));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        command.setExecutionExceptionHandler(new Failures());
        return new Run(command.execute(options), out.toString(), err.toString());
    }

    private static Map<String, String> development() {
        return Map.of("POSTGRES_URL", postgres().toString());
    }

    private static Map<String, String> production() {
        Map<String, String> settings = new HashMap<>(development());
        settings.put("ENVIRONMENT", "staging");
        settings.put("WHATSAPP_ACCESS_TOKEN", "EAAGm0PX4ZCpsBAKZCVj");
        settings.put("WHATSAPP_VERIFY_TOKEN", "9f1c4e0a7b2d4c6e8f0a1b2c");
        settings.put("WHATSAPP_APP_SECRET", "0123456789abcdef0123456789abcdef");
        return settings;
    }

    private static DatabaseUrl postgres() {
        return Objects.requireNonNull(servers.postgres());
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = DataSources.direct(postgres()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
