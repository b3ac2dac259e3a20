package io.conserje.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.conserje.db.Changelog;
import io.conserje.db.transfer.CompareDatabases;
import io.conserje.db.transfer.TransferDatabases;
import io.conserje.db.transfer.TransferStatus;
import io.conserje.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code db transfer run} in a process of its own, killed ({@code kill -9}) at random moments and begun again, until both
 * sides hold the same rows. {@code -Dkill.rounds=N} kills more often, and {@code -Dtransaction.rows=N} makes the large
 * transaction larger.
 */
@Timeout(1800)
class TransferKilledTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
    private static final int ROWS = 60_000;
    private static final int TRANSACTION_ROWS = Integer.getInteger("transaction.rows", 100_000);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final PGSimpleDataSource SOURCE = new PGSimpleDataSource();
    private static final PGSimpleDataSource TARGET = new PGSimpleDataSource();

    @TempDir
    private Path folder;

    private final Random random = new Random(28);

    @BeforeAll
    static void addBoth() {
        add("source", SOURCE);
        add("target", TARGET);
    }

    private static void add(String name, PGSimpleDataSource database) {
        DATABASE.run("create database " + name);
        database.setURL("jdbc:postgresql://127.0.0.1:" + DATABASE.port() + "/" + name);
        database.setUser("postgres");
        new Changelog(database).update();
    }

    @AfterAll
    static void removeThem() throws SQLException {
        TransferDatabases.drop(SOURCE, TransferDatabases.leftovers(SOURCE, null));
        DATABASE.run("drop database source with (force)");
        DATABASE.run("drop database target with (force)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--follow"})
    void endsEqualHoweverOftenItIsKilled(String mode) throws Exception {
        List<String> begin = new ArrayList<>(List.of("db", "transfer", "run", "--drain", "100ms"));
        if (!mode.isEmpty()) {
            begin.add(mode);
        }
        long whole = millisOfAWholeTransfer(begin);
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            FutureTask<Integer> traffic = traffic();
            List<String> command = begin;
            // The first kill has to meet a transfer that runs, also where this one is quicker than the measured one.
            int exit = killedAfter(random.nextLong(killed == 0 ? whole / 2 : whole), command);
            while (exit != 0) {
                killed++;
                String step = TransferDatabases.status(null, TARGET)
                        .map(TransferStatus::step)
                        .orElse("");
                if (step.equals("finished")) {
                    break;
                }
                command = step.isEmpty() ? begin : List.of("db", "transfer", "run", "--resume");
                exit = killedAfter(500 + random.nextLong(whole * killed), command);
            }
            assertThat(new CompareDatabases(SOURCE, TARGET).compare(table -> {}).isEqual())
                    .as("round %d", round)
                    .isTrue();
            assertThat(TestDatabase.query(TARGET, "select count(*)::text from conserje.lock_audit"))
                    .containsExactly(String.valueOf(ROWS + traffic.get()));
            assertThat(TestDatabase.query(TARGET, "select scope from conserje.closures"))
                    .isEmpty();
            assertThat(TransferDatabases.leftovers(SOURCE, null)).isEmpty();
        }
        System.out.printf("%s: %d transfers killed %d times%n", mode, ROUNDS, killed);
        assertThat(killed).isPositive();
    }

    /** How long a transfer takes here that nobody kills, with the start of its process. */
    private long millisOfAWholeTransfer(List<String> command) throws Exception {
        fill();
        FutureTask<Integer> traffic = traffic();
        long begun = System.nanoTime();
        assertThat(start("-Xmx64m", command.toArray(String[]::new)).waitFor())
                .as(log())
                .isZero();
        traffic.get();
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    private static void fill() throws SQLException {
        for (PGSimpleDataSource database : List.of(SOURCE, TARGET)) {
            run(database, "drop table if exists conserje_transfer.runs cascade");
            TransferDatabases.thaw(database);
            run(database, "truncate conserje.tenants cascade; drop schema if exists conserje_transfer cascade");
            TransferDatabases.drop(database, TransferDatabases.leftovers(database, null));
        }
        run(
                SOURCE,
                "insert into conserje.tenants (tenant_id, name) values ('hotel-sur', 'Hotel del Sur');"
                        + " insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                        + " select 'hotel-sur', 'room:' || n, 'acquired', 'guest' from generate_series(1, " + ROWS
                        + ") n");
    }

    /** Rows that were written until the fence refused one. */
    private static FutureTask<Integer> traffic() {
        FutureTask<Integer> traffic = new FutureTask<>(() -> {
            int written = 0;
            try (Connection connection = SOURCE.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (true) {
                    statement.execute("set local role conserje_tenant; set local app.current_tenant_id = 'hotel-sur';"
                            + " insert into conserje.lock_audit (tenant_id, resource_id, event, holder)"
                            + " values ('hotel-sur', 'room', 'acquired', 'writer'); select pg_sleep(0.002)");
                    connection.commit();
                    written++;
                }
            } catch (SQLException refused) {
                return "42501".equals(refused.getSQLState()) ? written : Integer.MIN_VALUE;
            }
        });
        Thread.ofVirtual().start(traffic);
        return traffic;
    }

    @Test
    void followsAVeryLargeTransactionWithASmallHeap() throws Exception {
        fill();
        assertThat(start("-Xmx64m", "db", "transfer", "copy", "--follow").waitFor())
                .as(log())
                .isZero();
        run(
                SOURCE,
                "insert into conserje.lock_audit (tenant_id, resource_id, event, holder, details)"
                        + " select 'hotel-sur', 'room:' || n, 'acquired', 'guest', jsonb_build_object('n', n)"
                        + " from generate_series(1, " + TRANSACTION_ROWS + ") n;"
                        + " update conserje.lock_audit set holder = 'other' where mod(id, 2) = 0");
        long begun = System.nanoTime();

        assertThat(start("-Xmx" + (TRANSACTION_ROWS > 200_000 ? "256m" : "64m"), "db", "transfer", "finish")
                        .waitFor())
                .as(log())
                .isZero();

        System.out.printf(
                "one transaction of %d rows followed, compared and finished in %d s%n",
                TRANSACTION_ROWS * 3 / 2 + ROWS / 2,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        assertThat(new CompareDatabases(SOURCE, TARGET).compare(table -> {}).isEqual())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalNamesTheStepAndTheNextCommand(String signal) throws Exception {
        fill();
        // Without the lock the transfer might end before the signal.
        try (Connection lock = TARGET.getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("lock table conserje.lock_audit in share mode");
            Process process = start("-Xmx64m", "db", "transfer", "run", "--follow");
            await().atMost(Duration.ofSeconds(60)).until(() -> log().contains("copy ..."));

            assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(process.waitFor()).isEqualTo(signal.equals("INT") ? 130 : 143);
        }
        assertThat(log())
                .contains(
                        "Stopped at the step copy. Go on with: ./conserje db transfer run --resume --from env:SOURCE_URL"
                                + " --to env:TARGET_URL. Or undo it with: ./conserje db transfer abort --from env:SOURCE_URL");
        assertThat(start("-Xmx64m", "db", "transfer", "run", "--resume").waitFor())
                .as(log())
                .isZero();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("command.log"));
    }

    private int killedAfter(long millis, List<String> arguments) throws IOException, InterruptedException {
        Process process = start("-Xmx64m", arguments.toArray(String[]::new));
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            assertThat(process.exitValue()).as(log()).isZero();
            return 0;
        }
        return process.destroyForcibly().waitFor();
    }

    private Process start(String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                "io.conserje.bootstrap.Launcher"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--from", "env:SOURCE_URL", "--to", "env:TARGET_URL"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("SOURCE_URL", url("source"), "TARGET_URL", url("target")));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.log").toFile())
                .start();
    }

    private static String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + DATABASE.port() + "/" + database;
    }

    private static void run(PGSimpleDataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
