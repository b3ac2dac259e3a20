package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.db.Changelog;
import io.conserje.domain.tenancy.TenantId;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The command in a process of its own, with a heap that is smaller than the data: killed ({@code kill -9}) in the
 * middle, and without room on the disk. {@code -Dkill.rounds=N} kills more often.
 */
@Timeout(1800)
class BackupKilledTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
    private static final int ROWS = 100_000;
    private static final String HEAP = "-Xmx40m";

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final PGSimpleDataSource RESTORED = new PGSimpleDataSource();

    @TempDir
    private Path folder;

    private final Random random = new Random(14);

    /** About 80 MB that hardly compress. */
    @BeforeAll
    static void addManyRowsAndAnEmptyDatabase() {
        DATABASE.empty();
        DATABASE.givenTenants(new TenantId("hotel-sur"));
        DATABASE.run("insert into conserje.lock_audit (tenant_id, resource_id, event, holder, details)"
                + " select 'hotel-sur', 'room:' || n, 'acquired', 'guest', jsonb_build_object('text',"
                + " (select string_agg(md5(n || '-' || i), '') from generate_series(1, 20) i))"
                + " from generate_series(1, " + ROWS + ") n");
        DATABASE.run("create database restored");
        RESTORED.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/restored");
        RESTORED.setUser("postgres");
        new Changelog(RESTORED).update();
    }

    @AfterAll
    static void removeThem() {
        DATABASE.empty();
        DATABASE.run("truncate conserje.backups");
        DATABASE.run("drop database restored with (force)");
    }

    @Test
    void aKilledBackupHasNoName() throws Exception {
        long whole = Files.size(backup("whole.zip"));
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path file = folder.resolve("killed-" + round + ".zip");
            long reached = random.nextLong(whole * 3 / 4);
            Process process = start("postgres", List.of(), "db", "backup", file.toString());
            awaitOrEnd(process, () -> partialBytes() > reached);
            if (wasKilled(process)) {
                assertThat(file).doesNotExist();
                killed++;
            } else {
                Files.delete(file);
            }
        }
        assertThat(killed).isPositive();
        assertThat(names()).as("what is left of them").anyMatch(name -> name.endsWith(".partial"));
        backup("after.zip");
        assertThat(names()).containsExactly("after.zip", "whole.zip");
    }

    @Test
    void aKilledRestoreLeavesNoRow() throws Exception {
        Path file = backup("whole.zip");
        for (int round = 0; round < ROUNDS; round++) {
            long reached = random.nextLong(ROWS * 3 / 4);
            Process process = start("restored", List.of(), "db", "restore", file.toString());
            awaitOrEnd(process, () -> rowsWritten() > reached);
            assertThat(wasKilled(process)).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> sessions() == 0);
            assertThat(TestDatabase.query(RESTORED, "select tenant_id from conserje.tenants"))
                    .isEmpty();
        }
        Process last = start("restored", List.of(), "db", "restore", file.toString());
        assertThat(last.waitFor()).as(log()).isZero();
        assertThat(TestDatabase.query(RESTORED, "select count(*)::text from conserje.lock_audit"))
                .containsExactly(String.valueOf(ROWS));
    }

    @Test
    void aDiskWithoutRoomIsNamedAndNothingIsLeft() throws Exception {
        List<String> limited = List.of("bash", "-c", "ulimit -f 4096; exec \"$0\" \"$@\"");
        Process process = start(
                "postgres", limited, "db", "backup", folder.resolve("large.zip").toString());

        assertThat(process.waitFor()).as(log()).isEqualTo(1);
        assertThat(log()).contains("large.zip cannot be written: File too large", "Nothing is left of it.");
        assertThat(names()).isEmpty();
    }

    /** False if it ended by itself before the signal came. */
    private static boolean wasKilled(Process process) throws InterruptedException {
        return process.destroyForcibly().waitFor() != 0;
    }

    private Path backup(String name) throws Exception {
        Path file = folder.resolve(name);
        assertThat(start("postgres", List.of(), "db", "backup", file.toString()).waitFor())
                .as(log())
                .isZero();
        return file;
    }

    private static void awaitOrEnd(Process process, BooleanSupplier reached) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> reached.getAsBoolean() || !process.isAlive());
        assertThat(process.isAlive()).as("the process is in the middle").isTrue();
    }

    private Process start(String database, List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "io.conserje.bootstrap.Launcher"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "MIGRATIONS_DB_URL", "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + database));
        // Beside the folder: the folder is listed.
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("command.log").toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolveSibling("command.log"));
    }

    private static long rowsWritten() {
        return TestDatabase.query(
                        RESTORED,
                        "select tuples_processed::text from pg_stat_progress_copy where command = 'COPY FROM'")
                .stream()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(-1);
    }

    private static int sessions() {
        return TestDatabase.query(
                        RESTORED,
                        "select pid::text from pg_stat_activity where datname = 'restored' and pid <> pg_backend_pid()")
                .size();
    }

    private long partialBytes() {
        return names().stream()
                .filter(name -> name.endsWith(".partial"))
                .mapToLong(name -> folder.resolve(name).toFile().length())
                .max()
                .orElse(-1);
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
