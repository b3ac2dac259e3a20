package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.CompareDatabases;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.postgres.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A target whose disk fills, and one that turns read-only, in the middle of a transfer. */
@Tag("mount")
class TransferDiskTest {

    private static final int ROWS = 200_000;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @SuppressWarnings("NullAway.Init") // started before each test
    private EmbeddedPostgres server;

    private boolean isMounted;

    @TempDir
    private Path disk;

    @BeforeEach
    void fillTheSourceAndStartTheTarget() throws IOException {
        DATABASE.empty();
        DATABASE.run("insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Hotel del Sur')");
        write(ROWS);
        server = EmbeddedPostgres.start();
    }

    @AfterEach
    void stopIt() throws Exception {
        server.close();
        if (isMounted) {
            assertThat(ends("umount", disk.toString())).isZero();
        }
        // The schema has the rights that a thaw gives back.
        TransferDatabases.thaw(DATABASE.owner());
        DATABASE.run("drop schema if exists conserje_transfer cascade");
        TransferDatabases.drop(DATABASE.owner(), TransferDatabases.leftovers(DATABASE.owner(), null));
        DATABASE.empty();
    }

    private static void write(int rows) {
        DATABASE.run("insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                + " select 'hotel-sur', 'room:' || n, 'acquired', 'guest' from generate_series(1, " + rows + ") n");
    }

    /** A real file system of this size, which only root may mount. */
    private void mountDisk(int megabytes) throws Exception {
        assertThat(ends("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", disk.toString()))
                .as("mounting a file system, which only root may do")
                .isZero();
        isMounted = true;
        Path folder = Files.createDirectory(
                disk.resolve("tables"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        run("create tablespace small location '" + folder + "'", "postgres");
        run("create database target tablespace small", "postgres");
        new Changelog(target("target")).update();
    }

    private void makeDisk(long megabytes) throws Exception {
        assertThat(ends("mount", "-o", "remount,size=" + megabytes + "m", disk.toString()))
                .isZero();
    }

    private long usedMegabytes() throws IOException {
        var store = Files.getFileStore(disk);
        return (store.getTotalSpace() - store.getUnallocatedSpace() >> 20) + 1;
    }

    private static int ends(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void aFullDiskIsNamedAndResumedWhenThereIsRoom() throws Exception {
        mountDisk(32);

        assertNamed(conserje("target", "db transfer run --follow"), "copy", "No space left on device", "disk is full");
        makeDisk(256);
        write(1);
        assertThat(conserje("target", "db transfer copy --resume").exitCode()).isZero();

        write(ROWS);
        makeDisk(usedMegabytes() + 4);
        assertNamed(
                conserje("target", "db transfer run --resume"), "follow", "No space left on device", "disk is full");
        makeDisk(256);
        assertResumes("target");
    }

    @Test
    void aTargetThatTurnsReadOnlyIsNamedAndResumed() throws Exception {
        new Changelog(target("postgres")).update();
        FutureTask<Run> running = new FutureTask<>(() -> conserje("postgres", "db transfer run --follow"));
        Thread.ofPlatform().start(running);
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5)).until(this::hasCopiedRows);
        readOnly("on");

        assertNamed(running.get(), "[a-z]+", "read-only transaction", "database is read-only");
        assertThat(conserje("postgres", "db transfer plan --follow").out()).contains("the database is read-only");
        assertNamed(conserje("postgres", "db transfer run --resume"), "[a-z]+", "read-only", "database is read-only");
        readOnly("off");
        assertResumes("postgres");
    }

    private boolean hasCopiedRows() {
        return TestDatabase.query(
                                target("postgres"),
                                "select coalesce(to_regclass('conserje_transfer.copied')::text, '')")
                        .equals(List.of("conserje_transfer.copied"))
                && !TestDatabase.query(target("postgres"), "select table_name from conserje_transfer.copied")
                        .isEmpty();
    }

    /** As Supabase does when a disk is 95 % full. */
    private void readOnly(String setting) throws SQLException {
        run("alter system set default_transaction_read_only = " + setting, "postgres");
        run("select pg_reload_conf()", "postgres");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> TestDatabase.query(target("postgres"), "show default_transaction_read_only")
                        .equals(List.of(setting)));
    }

    private static void assertNamed(Run run, String step, String said, String remedy) {
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
        assertThat(run.err())
                .containsPattern("cut at the step " + step + "\\. Go on with: ./conserje db transfer run --resume")
                .contains("./conserje db transfer abort", said, remedy)
                .doesNotContain("\tat ");
    }

    private void assertResumes(String database) throws SQLException {
        Run resumed = conserje(database, "db transfer run --resume");
        assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
        assertThat(new CompareDatabases(DATABASE.owner(), target(database))
                        .compare(table -> {})
                        .isEqual())
                .isTrue();
        assertThat(TransferDatabases.leftovers(DATABASE.owner(), null)).isEmpty();
    }

    private DataSource target(String database) {
        return server.getDatabase("postgres", database);
    }

    private void run(String sql, String database) throws SQLException {
        try (Connection connection = target(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Run conserje(String database, String command) {
        return Run.of(
                Map.of(
                        "SOURCE", "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/postgres",
                        "TARGET", "postgresql://postgres@127.0.0.1:" + server.getPort() + "/" + database),
                Path.of("unused"),
                (command + " --from env:SOURCE --to env:TARGET").split(" "));
    }
}
